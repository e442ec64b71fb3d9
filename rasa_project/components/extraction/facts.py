"""All facts of a message: codes, dates, quantities, goods, reasons, conditions and the request."""

from typing import List, Optional, Sequence

from components.extraction.codes import DEFAULT_REGIONS, find_codes
from components.extraction.conditions import find_conditions
from components.extraction.dates import find_dates
from components.extraction.items import find_items
from components.extraction.numbers import find_other_figures, find_prices
from components.extraction.quantities import find_quantities
from components.extraction.reasons import find_reasons
from components.extraction.requests import find_requests
from components.extraction.span import Span
from components.extraction.wording import evened


def find_facts(
    text: str,
    at: Optional[str] = None,
    regions: Sequence[str] = DEFAULT_REGIONS,
    codes: Optional[Sequence[Span]] = None,
) -> List[Span]:
    """Every fact found; `at` is the ISO time at which the message was written, `codes` may be known."""
    even = evened(text)
    codes = find_codes(text, regions) if codes is None else codes
    dates = [span for span in find_dates(even, at) if not _covered(span, codes)]
    quantities = [
        span for span in find_quantities(even) if not _covered(span, [*codes, *dates, *find_prices(even)])
    ]
    reasons = [span for span in find_reasons(even) if not _covered(span, codes)]
    missing = any(span.value == "missing_parts" for span in reasons)
    items = find_items(text, [*codes, *dates, *find_other_figures(text)], missing)
    return [*codes, *dates, *quantities, *items, *reasons, *find_conditions(even), *find_requests(even)]


def _covered(span: Span, others: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in others)
