"""Why a shopper complains or returns, in the words of the policies' vocabulary."""

import re
from typing import Dict, List, Set

from components.extraction.delivery_wordings import WHAT_CAME
from components.extraction.reason_wordings import HOW_IT_IS
from components.extraction.span import Span
from components.extraction.wording import is_negated, matches

# What doesn't work may be no goods: "the promo code doesn't work".
NO_GOODS = re.compile(
    r"(?:codes?|coupons?|vouchers?|links?|site|website|app|page|(?:tracking|phone|order) number|tracking|"
    r"checkout|log-?in|\bbot|c[oó]digo|codice)\s+(?:you (?:gave|sent) me\s+)?(?:(?:still|just|also)\s+)?"
    r"(?:is|are|do|does|did|wo|ca|has|have|not|no|non|ne|geht|funktioniert|stopped|won|cannot|"
    r"can)(?:n'?t)?\b[^.;!?]{0,20}$",
    re.IGNORECASE,
)
# A reason found together with its key's reasons says less than they do.
WEAKER: Dict[str, Set[str]] = {
    "damaged": {"counterfeit"},
    "defective": set(),
    "wrong_size": {"wrong_item"},
    "change_of_mind": {
        "defective",
        "damaged",
        "wrong_item",
        "wrong_size",
        "counterfeit",
        "late_delivery",
        "dirty",
        "not_as_described",
        "missing_parts",
    },
    "not_received": {"missing_parts", "late_delivery"},
}


def find_reasons(text: str) -> List[Span]:
    """The reasons named, the more telling ones only, one span for each reason."""
    found: List[Span] = []
    for span, _ in matches(text, [*WHAT_CAME, *HOW_IT_IS], "reason"):
        if span.value == "defective" and NO_GOODS.search(text[: span.end]):
            continue
        if all(span.value != other.value for other in found):
            found.append(span)
    named = {span.value for span in found}
    kept = [span for span in found if not WEAKER.get(span.value, set()) & (named - {span.value})]
    return sorted(kept, key=lambda span: span.start)


def is_any_denied(text: str) -> bool:
    """Whether a reason is named only to be denied ("it isn't broken")."""
    tables = [*WHAT_CAME, *HOW_IT_IS]
    return any(is_negated(text, match.start()) for _, pattern in tables for match in pattern.finditer(text))
