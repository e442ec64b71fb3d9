"""Each named check: yes, no, and unknown only where the fact may be asked for."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec import convert

from policy_kb.checks import Checks
from policy_kb.condition_model import When
from policy_kb.conditions import ALWAYS, NEVER, all_of, any_of, negated
from policy_kb.facts import Facts
from tests.policy_kb.conftest import MakePack

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ASKS = (
    "  - claim.condition.used\n",
    "  - claim.condition.used\n  - order.type\n  - order.tracking.state\n  - order.expected_delivery_at\n"
    "  - item.category\n  - item.warranty_until\n  - item.times_returned\n  - customer.country\n"
    "  - {fact: claim.condition.installed, when: {category: ovens}}\n",
)
GROUPS = (
    "groups: {categories: {ovens: [gas_ovens]}, countries: {eu: [DE, FR]}, reasons: {grief: [damaged]}}\n"
)


def facts_with(**known: Any) -> Facts:
    facts = Facts()
    facts.__dict__.update({"store": "shoes", "as_of": NOW, "reported_at": NOW, **known})
    return facts


@pytest.fixture
def checks(make_pack: MakePack) -> Checks:
    return Checks(make_pack(ASKS, extra=GROUPS), "return", "damaged")


@pytest.mark.parametrize(
    ("when", "known", "answer"),
    [
        ({"request": ["return"]}, {}, True),
        ({"request": ["exchange"]}, {}, False),
        ({"reason": ["damaged"]}, {}, True),
        ({"reason": ["objective"]}, {}, True),
        ({"reason": ["grief"]}, {}, True),
        ({"reason": ["subjective"]}, {}, False),
        ({"status": ["shipped"]}, {"status": "shipped"}, True),
        ({"status": ["shipped"]}, {}, None),
        ({"delivered": True}, {"status": "completed"}, True),
        ({"delivered": False}, {"status": "delivered"}, False),
        ({"delivered": False}, {"status": "pending"}, True),
        ({"order_type": ["global"]}, {"order_type": "domestic"}, False),
        ({"order_type": ["global"]}, {}, None),
        ({"tracking": ["lost"]}, {"tracking": "lost"}, True),
        ({"tracking": ["lost"]}, {}, None),
        ({"currency": ["JPY"]}, {"currency": "JPY"}, True),
        ({"currency": ["JPY"]}, {}, False),  # never asked for
        ({"category": ["ovens"]}, {"category": "gas_ovens"}, True),
        ({"category": ["ovens"]}, {"category": "ovens"}, False),
        ({"category": ["ovens"]}, {}, None),
        ({"country": ["eu"]}, {"country": "FR"}, True),
        ({"country": ["eu"]}, {"country": "US"}, False),
        ({"country": ["US"]}, {"country": "US"}, True),
        ({"tags": ["promo", "fresh"]}, {"tags": frozenset({"fresh"})}, True),
        ({"tags": ["promo"]}, {}, False),
        ({"faults": ["misuse"]}, {"faults": frozenset({"misuse"})}, True),
        ({"faults": ["misuse"]}, {}, False),
        ({"evidence": ["product_photo"]}, {"evidence": frozenset({"unboxing_video"})}, True),
        ({"evidence": ["packaging_photo"]}, {"evidence": frozenset({"unboxing_video"})}, False),
        ({"condition": {"used": True}}, {"used": True}, True),
        ({"condition": {"used": True}}, {"used": False}, False),
        ({"condition": {"used": True}}, {}, None),
        ({"condition": {"opened": True}}, {}, False),  # never asked for
        ({"condition": {"opened": True}}, {"opened": True}, True),
        ({"condition": {"installed": True}}, {"category": "gas_ovens"}, None),
        ({"condition": {"installed": True}}, {"category": "hats"}, False),
        ({"condition": {"installed": True}}, {}, False),  # not known to be an oven: not asked
        ({"condition": {"installed": True}}, {"installed": True}, True),
        ({"due_passed": "order.expected_delivery_at"}, {"expected_delivery_at": date(2026, 3, 9)}, True),
        ({"due_passed": "order.expected_delivery_at"}, {"expected_delivery_at": date(2026, 3, 10)}, False),
        ({"due_passed": "order.expected_delivery_at"}, {}, None),
        ({"warranty": "runs"}, {"warranty_until": date(2026, 3, 10)}, True),
        ({"warranty": "over"}, {"warranty_until": NOW - timedelta(seconds=1)}, True),
        ({"warranty": "over"}, {"warranty_until": NOW}, False),
        ({"warranty": "over"}, {}, None),
        ({"more_than": {"item.times_returned": 1}}, {"times_returned": 1}, False),
        ({"more_than": {"item.times_returned": 1}}, {"times_returned": 2}, True),
        ({"at_least": {"item.times_returned": 1}}, {"times_returned": 1}, True),
        ({"at_least": {"item.times_returned": 1}}, {}, None),
        ({"past": "return"}, {"delivered_at": NOW - timedelta(days=14)}, False),
        ({"past": "return"}, {"delivered_at": NOW - timedelta(days=15)}, True),
        ({"within": "return"}, {"delivered_at": NOW - timedelta(days=15)}, False),
        ({"past": "return"}, {}, None),
        ({"placed_between": ("03-01", "03-31")}, {"placed_at": NOW}, True),
        ({"placed_between": ("03-11", "03-09")}, {"placed_at": NOW}, False),
        ({"pickup": True}, {"pickup": True}, True),
        ({"fraud": True}, {}, False),
        ({"no": {"condition": {"used": True}}}, {}, None),
        ({"any": [{"status": ["shipped"]}, {"condition": {"used": True}}]}, {"used": True}, True),
        ({"all": [{"status": ["shipped"]}, {"condition": {"used": True}}]}, {"used": False}, False),
    ],
)
def test_a_check_answers(
    checks: Checks, when: dict[str, Any], known: dict[str, Any], answer: bool | None
) -> None:
    assert checks.build(convert(when, When)).check(facts_with(**known)) is answer


def test_combinations_that_are_settled_at_once_are_folded_away() -> None:
    assert all_of([]) is ALWAYS
    assert any_of([]) is NEVER
    assert all_of([ALWAYS, NEVER]) is NEVER
    assert any_of([ALWAYS, NEVER]) is ALWAYS
    assert negated(NEVER) is ALWAYS
