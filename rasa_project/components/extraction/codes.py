"""All codes of a message in one pass: who wins where several readings fit."""

from typing import List, Sequence

from components.extraction.contacts import find_phones
from components.extraction.emails import find_emails
from components.extraction.numbers import (
    RETRACTED,
    find_order_numbers,
    find_other_figures,
    find_tracking_numbers,
)
from components.extraction.span import Span, add_free

DEFAULT_REGIONS = ("KE", "US", "GB", "DE", "FR", "ES", "IT", "NL", "PT")


def find_codes(text: str, regions: Sequence[str] = DEFAULT_REGIONS) -> List[Span]:
    """E-mails, phones, tracking and order numbers, none overlapping, in order of appearance."""
    found: List[Span] = []
    add_free(found, find_emails(text))
    carrier_first = [span for span in find_tracking_numbers(text) if not span.value.isdigit()]
    add_free(found, carrier_first)
    add_free(found, find_phones(text, regions))
    add_free(found, find_tracking_numbers(text))
    add_free(found, find_other_figures(text))
    add_free(found, find_order_numbers(text))
    return _without_retracted(
        text, sorted((span for span in found if span.entity), key=lambda span: span.start)
    )


def _without_retracted(text: str, codes: List[Span]) -> List[Span]:
    """Of "100243, not 100234" only the first is meant."""
    orders = [span for span in codes if span.entity == "order_number"]
    retracted = [span for span in orders if RETRACTED.search(text[: span.start])]
    return codes if len(retracted) == len(orders) else [span for span in codes if span not in retracted]
