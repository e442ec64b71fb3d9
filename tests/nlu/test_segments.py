"""Messages with several requests."""

from collections.abc import Callable
from typing import Any

import pytest
from components.intent_classifier import masked_text
from components.segments import find_segments

Segments = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def segments(model: Any, reader: Any) -> Segments:
    """The requests told apart in a message."""

    def told_apart(text: str) -> list[dict[str, Any]]:
        clauses = reader.read(text)
        whole, *rankings = model.rank(
            [masked_text(each) for each in (text, *(one["text"] for one in clauses))]
        )
        return find_segments(clauses, [ranking[0] for ranking in rankings], whole[0], None)

    return told_apart


def intents(segments: Segments, text: str) -> list[str]:
    """Their intents."""
    return [segment["intent"] for segment in segments(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel 1001 and where is 1002", ["cancel_order", "track_order"]),
        ("track order 1001, also send me the invoice for 1003", ["track_order", "request_invoice"]),
        ("cancel KM-1001 and KM-1002", ["cancel_order", "cancel_order"]),
        ("return my shoes and what's your return address?", ["return_item", "faq/return_address"]),
    ],
)
def test_two_requests_are_told_apart(segments: Segments, text: str, expected: list[str]) -> None:
    assert intents(segments, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "cancel my order and refund me",
        "my kettle is broken and I want a refund",
        "I want to return the mug and the kettle",
        "where is my order and when will it arrive",
        "hello, where is my order?",
        "yes please, thanks",
        "My nephew bought four posters behind my back. Please cancel order 1001",
        "It is my first purchase here, and the curtains are being hung today. When will order 1001 come?",
        "We must withdraw order KM-1001 because the event is off. Please confirm that it was stopped.",
    ],
)
def test_one_request_in_two_clauses_stays_one(segments: Segments, text: str) -> None:
    assert intents(segments, text) == []


def test_each_request_carries_its_own_order_number(segments: Segments) -> None:
    found = segments("cancel 1001 and where is 1002")
    numbers = [[e["value"] for e in one["entities"] if e["entity"] == "order_number"] for one in found]
    assert numbers == [["1001"], ["1002"]]
