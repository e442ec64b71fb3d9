"""The codes and dates of a message: what language writes by rule."""

from typing import List, Optional, Sequence

from components.extraction.codes import DEFAULT_REGIONS, find_codes
from components.extraction.dates import find_dates
from components.extraction.span import Span
from components.extraction.wording import evened


def find_facts(text: str, at: Optional[str] = None, regions: Sequence[str] = DEFAULT_REGIONS) -> List[Span]:
    """Every code and date found; `at` is the ISO time at which the message was written."""
    codes = find_codes(text, regions)
    dates = [span for span in find_dates(evened(text), at) if not any(span.overlaps(code) for code in codes)]
    return [*codes, *dates]
