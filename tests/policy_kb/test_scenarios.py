"""Each pack's own scenarios, as test items."""

from typing import Any

import pytest

from policy_kb import Library
from policy_kb.matching import differences
from policy_kb.scenarios import Result, run_scenarios

LIBRARY = Library.load()
RESULTS = [result for store in LIBRARY.stores() for result in run_scenarios(LIBRARY, store)]
RECORD: dict[str, Any] = {
    "outcome": "eligible",
    "refund": {"amount": "10.00"},
    "missing_facts": ["a", "b"],
    "timeline": [{"step": "refund", "due": "2026-01-01T00:00:00+00:00"}, {"step": "reply", "due": None}],
    "next_steps": ["wait"],
}


@pytest.mark.parametrize("result", RESULTS, ids=lambda result: f"{result.store}: {result.name}")
def test_a_scenario_holds(result: Result) -> None:
    assert result.problems == ()


@pytest.mark.parametrize("store", LIBRARY.stores())
def test_each_store_has_at_least_forty_scenarios_with_names_of_their_own(store: str) -> None:
    names = [scenario.name for scenario in LIBRARY.pack(store).scenarios]
    assert len(names) >= 40
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "expected",
    [
        {"outcome": "ineligible"},
        {"refund": {"amount": "10.01"}},
        {"refund": {"amount": None}},
        {"missing_facts": ["a"]},
        {"timeline": {"refund": "2026-01-02T00:00:00+00:00"}},
        {"timeline": {"reply": "2026-01-02T00:00:00+00:00"}},
        {"timeline_due_any": ["2026-01-02T00:00:00+00:00"]},
        {"next_steps_contains": ["run"]},
        {"nothing": "of the kind"},
    ],
)
def test_what_does_not_hold_is_told(expected: dict[str, Any]) -> None:
    assert len(differences(expected, RECORD)) == 1


@pytest.mark.parametrize(
    "expected",
    [
        {"refund": {"amount": "10.0"}},
        {"missing_facts": ["b", "a"]},
        {"timeline": {"refund": "2026-01-01T03:00:00+03:00", "reply": None}},
        {"timeline_due_any": ["2026-01-01T03:00:00+03:00"]},
        {"next_steps_contains": ["wait"]},
    ],
)
def test_what_holds_is_not(expected: dict[str, Any]) -> None:
    assert differences(expected, RECORD) == []


def test_every_rule_decides_in_some_scenario() -> None:
    """Each clause that blocks or calls for a person has at least one worked case."""
    for store in LIBRARY.stores():
        pack = LIBRARY.pack(store)
        from_scenarios = {
            (scenario.expect.get("outcome"), scenario.expect.get("reason_code"))
            for scenario in pack.scenarios
        }
        codes = {code for _, code in from_scenarios}
        general = {"already_cancelled", "already_returned"}
        untested = {rule.code for rule in (*pack.blocks, *pack.reviews)} - codes - general
        assert untested == set(), store
