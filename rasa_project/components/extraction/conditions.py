"""In what state the goods are: the facts of a claim, with negation."""

from typing import List, Union

from components.extraction.condition_wordings import FACTS
from components.extraction.fact import Fact
from components.extraction.fault_wordings import FAULTS
from components.extraction.span import Span
from components.extraction.wording import is_negated


def find_conditions(text: str) -> List[Span]:
    """Each known fact once, `{"name": …, "value": …}`; an outright "no" wins over a "yes"."""
    found: List[Span] = []
    for fact in FACTS:
        span = _stated(fact, text)
        if span:
            found.append(span)
    for fault, pattern in FAULTS.items():
        match = next((one for one in pattern.finditer(text) if not is_negated(text, one.start())), None)
        if match:
            found.append(_span(match.start(), match.end(), "faults", fault))
    return sorted(found, key=lambda span: span.start)


def _stated(fact: Fact, text: str) -> Union[Span, None]:
    refused = fact.no.search(text)
    if refused:
        return _span(refused.start(), refused.end(), fact.name, False)
    for match in fact.yes.finditer(text):
        denied = is_negated(text, match.start())
        return _span(match.start(), match.end(), fact.name, not denied)
    return None


def _span(start: int, end: int, name: str, value: Union[bool, str]) -> Span:
    return Span(start, end, "condition", {"name": name, "value": value})
