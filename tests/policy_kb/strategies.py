"""Cases of every store, sound and less so, for properties to hold on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from policy_kb import Library
from policy_kb.vocabulary import (
    CONDITIONS,
    EVIDENCE,
    FAULTS,
    ORDER_TYPES,
    REASONS,
    REQUESTS,
    STATUSES,
    TAGS,
    TRACKING_STATES,
)

LIBRARY = Library.load()
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CATEGORIES = sorted(
    {
        slug
        for store in LIBRARY.stores()
        for slugs in LIBRARY.pack(store).groups.categories.values()
        for slug in slugs
    }
    | {"lamps"}
)
FLAGS = st.sampled_from([True, False, None])
MONEY = st.sampled_from(["0.00", "0.01", "9.99", "19.995", "1500.00", "4.985", None])


def _maybe(values: Any) -> Any:
    return st.one_of(st.none(), st.sampled_from(values))


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A case that is well formed, with anything unknown."""
    hours = sorted(draw(st.lists(st.integers(0, 2400), min_size=6, max_size=6)))
    times = [(START + timedelta(hours=hour)).isoformat() for hour in hours]
    placed, shipped, delivered, reported, as_of, due = (
        times[0],
        times[1],
        times[2],
        times[3],
        times[4],
        times[5],
    )
    status = draw(_maybe(STATUSES))
    shipped_at = None if status in ("pending", "processed") else draw(_maybe([shipped]))
    delivered_at = None if status in ("pending", "processed", "shipped") else draw(_maybe([delivered]))
    quantity = draw(st.sampled_from([1, 2, 3, None]))
    return {
        "store": draw(st.sampled_from(LIBRARY.stores())),
        "as_of": as_of,
        "request": draw(_maybe(REQUESTS)),
        "order": {
            "currency": draw(_maybe(["KES", "USD", "JPY", "KWD"])),
            "status": status,
            "type": draw(_maybe(ORDER_TYPES)),
            "placed_at": draw(_maybe([placed])),
            "expected_ship_at": draw(_maybe([shipped, due])),
            "shipped_at": shipped_at,
            "expected_delivery_at": draw(_maybe([delivered, due])),
            "delivered_at": delivered_at,
            "shipping_fee": draw(MONEY),
            "items_total": draw(MONEY),
            "tracking": {
                "state": draw(_maybe(TRACKING_STATES)),
                "last_update_at": draw(_maybe([shipped, as_of])),
            },
        },
        "item": {
            "category": draw(_maybe(CATEGORIES)),
            "price": draw(MONEY),
            "quantity": quantity,
            "tax": draw(MONEY),
            "tags": draw(st.lists(st.sampled_from(TAGS), max_size=2)),
            "warranty_until": draw(_maybe([delivered, due, "2026-02-01"])),
            "times_returned": draw(_maybe([0, 1, 2])),
        },
        "claim": {
            "reason": draw(_maybe(REASONS)),
            "quantity": draw(_maybe([1])),
            "reported_at": draw(_maybe([reported])),
            "condition": {name: draw(FLAGS) for name in CONDITIONS},
            "faults": draw(st.lists(st.sampled_from(FAULTS), max_size=1)),
            "pickup": draw(FLAGS),
            "evidence": draw(st.lists(st.sampled_from(EVIDENCE), max_size=4)),
        },
        "customer": {
            "country": draw(_maybe(["KE", "US"])),
            "returns_last_12_months": draw(_maybe([0, 3, 4])),
            "suspected_fraud": draw(FLAGS),
        },
    }


JUNK = st.sampled_from(
    [None, True, 0, -1, 3.5, "", "x", "-5", [], {}, ["x"], {"x": 1}, "2026-02-30", "9" * 40]
)


@st.composite
def broken_cases(draw: st.DrawFn) -> Any:
    """A case with something, or everything, wrong in it."""
    case = draw(cases())
    for _ in range(draw(st.integers(1, 3))):
        section = draw(
            st.sampled_from(["store", "as_of", "request", "order", "item", "claim", "customer", "extra"])
        )
        inner = case.get(section)
        if isinstance(inner, dict) and inner and draw(st.booleans()):
            key = draw(st.sampled_from(sorted(inner)))
            inner[key] = draw(JUNK)
        else:
            case[section] = draw(JUNK)
    return case
