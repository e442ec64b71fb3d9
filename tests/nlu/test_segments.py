"""Messages with several requests."""

from typing import Any

import pytest
from components.clauses import Clause, clauses_of
from components.segments import find_segments


def segments(model: Any, text: str) -> list[dict[str, Any]]:
    """The requests told apart."""
    clauses = clauses_of(text)
    whole, *rankings = model.rank([each.masked for each in (Clause(text), *clauses)])
    return find_segments(text, clauses, rankings, whole[0])


def intents(model: Any, text: str) -> list[str]:
    """Their intents."""
    return [segment["intent"] for segment in segments(model, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel 1001 and where is 1002", ["cancel_order", "track_order"]),
        ("track order 1001, also send me the invoice for 1003", ["track_order", "request_invoice"]),
        ("cancel KM-1001 and KM-1002", ["cancel_order", "cancel_order"]),
        ("return my shoes and what's your return address?", ["return_item", "faq/return_address"]),
    ],
)
def test_two_requests_are_told_apart(model: Any, text: str, expected: list[str]) -> None:
    assert intents(model, text) == expected


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
def test_one_request_in_two_clauses_stays_one(model: Any, text: str) -> None:
    assert intents(model, text) == []


def test_each_request_carries_its_own_order_number(model: Any) -> None:
    found = segments(model, "cancel 1001 and where is 1002")
    numbers = [[e["value"] for e in one["entities"] if e["entity"] == "order_number"] for one in found]
    assert numbers == [["1001"], ["1002"]]


def test_two_wishes_for_two_goods_are_two_requests(model: Any) -> None:
    text = "I want to return the blue kettle because it's broken and exchange the red kettle because it leaks"
    assert intents(model, text) == ["return_item", "exchange_item"]
