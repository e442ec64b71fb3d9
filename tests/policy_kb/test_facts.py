"""What is malformed is an error that names the field, never a decision."""

from collections.abc import Callable
from typing import Any

import pytest

from policy_kb import CaseError
from policy_kb.facts import read_case

MakeCase = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("as_of", None),
        ("as_of", "2026-03-10T12:00:00"),
        ("as_of", "yesterday"),
        ("as_of", 5),
        ("as_of", "0001-01-01T00:00:00+14:00"),
        ("request", "refund"),
        ("colour", "blue"),
        ("order", []),
        ("order.status", "lost"),
        ("order.type", "foreign"),
        ("order.currency", "Euro"),
        ("order.colour", "blue"),
        ("order.placed_at", "2026-03-11T12:00:00+01:00"),
        ("order.delivered_at", "2026-02-28T12:00:00+01:00"),
        ("order.delivered_at", "2026-03-10T12:00:01+01:00"),
        ("order.shipped_at", "2026-02-28T12:00:00+01:00"),
        ("order.shipping_fee", "-1.00"),
        ("order.items_total", 50),
        ("order.tracking", "moving"),
        ("order.tracking.state", "flying"),
        ("order.tracking.colour", "blue"),
        ("item.price", "cheap"),
        ("item.quantity", 0),
        ("item.quantity", 1.0),
        ("item.quantity", True),
        ("item.category", 7),
        ("item.tags", "promo"),
        ("item.tags", ["shiny"]),
        ("item.tags", [["promo"]]),
        ("item.warranty_until", "2026-02-30"),
        ("item.times_returned", -1),
        ("claim.reason", "boredom"),
        ("claim.quantity", 2),
        ("claim.quantity", 0),
        ("claim.reported_at", "2026-03-11T12:00:00+01:00"),
        ("claim.reported_at", "2026-02-11T12:00:00+01:00"),
        ("claim.condition", True),
        ("claim.condition.used", "no"),
        ("claim.condition.used", 0),
        ("claim.condition.shiny", True),
        ("claim.faults", ["gravity"]),
        ("claim.evidence", ["poem"]),
        ("claim.pickup", 1),
        ("customer.country", "Kenya"),
        ("customer.returns_last_12_months", "many"),
        ("customer.suspected_fraud", "yes"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(make_case: MakeCase, path: str, value: object) -> None:
    with pytest.raises(CaseError) as raised:
        read_case(make_case(**{path.replace(".", "__"): value}))
    assert raised.value.path == path
    assert str(raised.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("status", "path"),
    [
        ("shipped", "order.delivered_at"),
        ("processed", "order.delivered_at"),
        ("pending", "order.delivered_at"),
    ],
)
def test_a_date_that_the_status_denies_is_named(make_case: MakeCase, status: str, path: str) -> None:
    with pytest.raises(CaseError) as raised:
        read_case(make_case(order__status=status))
    assert raised.value.path == path


def test_an_order_not_shipped_has_no_date_of_shipping(make_case: MakeCase) -> None:
    with pytest.raises(CaseError, match=r"order\.shipped_at: is given, but order\.status is 'processed'"):
        read_case(make_case(order__status="processed", order__delivered_at=None))


def test_every_field_but_store_and_moment_may_be_left_out() -> None:
    facts = read_case({"store": "shoes", "as_of": "2026-03-10T12:00:00Z"})
    assert facts.reported_at == facts.as_of
    assert facts.request is None
    assert facts.tags == frozenset()


def test_every_field_may_be_null() -> None:
    sections: dict[str, Any] = {"order": None, "item": {"price": None}, "claim": {"condition": None}}
    facts = read_case({"store": "shoes", "as_of": "2026-03-10T12:00:00Z", **sections})
    assert facts.price is None


def test_a_warranty_may_be_a_date_or_an_instant(make_case: MakeCase) -> None:
    assert read_case(make_case(item__warranty_until="2027-03-01")).warranty_until is not None
    assert read_case(make_case(item__warranty_until="2027-03-01T00:00:00Z")).warranty_until is not None


def test_a_case_that_is_no_object_is_refused() -> None:
    with pytest.raises(CaseError, match="case: must be an object"):
        read_case([])  # type: ignore[arg-type]
