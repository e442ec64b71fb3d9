"""A bad record names itself, and nothing of its file is loaded."""

import json
from decimal import Decimal
from typing import Any

import pytest

from shop.errors import BadRecord
from shop.parsing import parse_orders
from tests.shop.records import item_data, order_data

GOOD = order_data("KM-1")


def refused(record: Any) -> BadRecord:
    with pytest.raises(BadRecord) as caught:
        parse_orders(json.dumps({"orders": [GOOD, record]}))
    return caught.value


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "sent"}, "status: "),
        ({"store": "No Store"}, "store: "),
        ({"number": "--"}, "number: must have letters or digits"),
        ({"number": 1001}, "number: "),
        ({"currency": "shilling"}, "currency: "),
        ({"placed_at": "2026-11-16T12:00:00"}, "placed_at: "),
        ({"placed_at": 1700000000}, "placed_at: must be an ISO 8601 time"),
        ({"placed_at": "0001-01-01T00:00:00+03:00"}, "placed_at: must lie between"),
        ({"placed_at": None}, "placed_at: "),
        ({"delivered_at": "2026-11-01T12:00:00Z"}, "delivered_at is before placed_at"),
        ({"delivered_at": "2026-11-16T13:00:00Z"}, "delivered_at is before shipped_at"),
        ({"shipping_fee": "-1.00"}, "shipping_fee: "),
        ({"shipping_fee": "ten"}, "shipping_fee: "),
        ({"shipping_fee": True}, "shipping_fee: must be an amount"),
        ({"shipping_fee": "NaN"}, "shipping_fee: "),
        ({"items": []}, "items: "),
        ({"items": [item_data("A", "A", price="1.23456")]}, "items.0.price: "),
        ({"items": [item_data("A", "A", quantity=0)]}, "items.0.quantity: "),
        ({"items": [item_data("A", "A", quantity="2")]}, "items.0.quantity: "),
        ({"items": [item_data("A", "A"), item_data("A", "B")]}, "items: sku A is there twice"),
        ({"items": [item_data("A", "A", warranty_until="soon")]}, "items.0.warranty_until: "),
        (
            {"items": [item_data("A", "A", warranty_until="2027-01-01T00:00:00")]},
            "items.0.warranty_until: an instant",
        ),
        ({"items": [item_data("A", "A", colour="red")]}, "items.0.colour: "),
        ({"items": [item_data("A", "nul\0")]}, "items.0: name has a null character"),
        ({"shipments": [{"skus": ["NONE"]}]}, "shipments: no line has sku NONE"),
        ({"shipments": [{"state": "flying"}]}, "shipments.0.state: must be one of none, "),
        ({"shipments": [{"events": [{"at": "today", "text": "x"}]}]}, "shipments.0.events.0.at: "),
        ({"customer": None}, "customer: "),
        ({"customer": {"country": "Kenya"}}, "customer.country: "),
        ({"customer": {"returns_last_12_months": -1}}, "customer.returns_last_12_months: "),
    ],
)
def test_a_mistake_names_record_number_and_field(change: dict[str, Any], problem: str) -> None:
    error = refused(order_data("KM-2") | change)
    assert error.index == 1
    assert error.problems[0].startswith(problem)
    assert str(error).startswith("orders[1] (")


def test_all_mistakes_of_a_record_are_named() -> None:
    assert len(refused(order_data("KM-2", status="x", currency="x")).problems) == 2


@pytest.mark.parametrize("record", [None, 7, "KM-1", [], {}])
def test_what_is_no_record_is_refused(record: Any) -> None:
    assert refused(record).index == 1


def test_an_order_that_is_there_twice_is_refused() -> None:
    assert refused(GOOD).problems == ["number: orders[0] of the same store has it too"]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"orders": {}}', '{"orders": [], "more": 1}', "{", "\ud800", "[" * 100_000]
)
def test_what_is_no_import_file_is_refused(text: str) -> None:
    with pytest.raises(BadRecord):
        parse_orders(text)


def test_a_key_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadRecord, match="'orders' is there twice"):
        parse_orders('{"orders": [], "orders": []}')


def test_an_amount_written_as_a_number_is_taken_exactly() -> None:
    text = json.dumps({"orders": [GOOD]}).replace('"250.00"', "19.90")
    assert parse_orders(text)[0].shipping_fee == Decimal("19.90")
