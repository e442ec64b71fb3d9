"""An unknown fact is asked for if, and only if, the outcome depends on it."""

from itertools import product
from typing import Any

import pytest

from policy_kb import CaseError, Library
from policy_kb.facts import NAMES, Facts
from policy_kb.program import program_for
from policy_kb.unknowns import resolve
from policy_kb.verdict import judge
from policy_kb.version import Version

HIDDEN = (
    "order.status",
    "order.type",
    "order.delivered_at",
    "order.expected_delivery_at",
    "order.expected_ship_at",
    "order.tracking.state",
    "item.category",
    "item.warranty_until",
    "item.times_returned",
    "customer.returns_last_12_months",
    "claim.condition.opened",
    "claim.condition.used",
    "claim.condition.accessories_complete",
    "claim.condition.tags_intact",
    "claim.condition.mint",
    "claim.condition.usable",
)


def outcome_of(version: Version, facts: Facts) -> str:
    assert facts.request is not None
    verdict = judge(program_for(version, facts.request, facts.reason), facts)
    assert not verdict.open_reads
    return verdict.outcome


def that_matter_by_definition(version: Version, facts: Facts, hidden: list[str]) -> set[str]:
    """Brute force: a fact matters if two completions that differ in it alone have different outcomes."""
    assert facts.request is not None
    checks = program_for(version, facts.request, facts.reason).checks
    domains = [checks.domains.of(name, facts) for name in hidden]
    outcomes: dict[tuple[Any, ...], str] = {}
    for values in product(*domains):
        completed = facts
        for name, value in zip(hidden, values, strict=True):
            completed = completed.replaced(name, value)
        outcomes[values] = outcome_of(version, completed)
    found = set()
    for values, outcome in outcomes.items():
        for index, name in enumerate(hidden):
            for value in domains[index]:
                if outcomes[(*values[:index], value, *values[index + 1 :])] != outcome:
                    found.add(name)
    return found


@pytest.mark.parametrize("store", Library.load().stores())
def test_what_is_asked_is_what_can_change_the_outcome(
    library: Library, store: str, cases: list[dict[str, Any]]
) -> None:
    """Every pair of askable facts hidden in every scenario, against the definition itself."""
    version = library.versions(store)[-1]
    tried = 0
    for case in cases:
        if (
            case["store"] != store
            or not _is_readable(library, case)
            or case["claim" if "claim" in case else "order"] is None
        ):
            continue
        facts = library.read(case)
        if facts.request is None or (facts.reason is None and facts.request != "cancel"):
            continue
        gates = program_for(version, facts.request, facts.reason).checks.gates
        askable = [
            NAMES[path] for path in HIDDEN if NAMES[path] in gates and gates[NAMES[path]].constant is True
        ]
        others = {
            name for name in gates if getattr(facts, name) is None and name not in ("reason", "request")
        }
        for first, second in product(askable[:6], askable[-5:]):
            hidden = sorted({first, second} | (others & set(askable)))
            if len(hidden) > 4:
                continue
            blank = facts
            for name in hidden:
                blank = blank.replaced(name, None)
            depending = [name for name, gate in gates.items() if gate.constant is None and gate.holds(blank)]
            hidden += [name for name in depending if getattr(blank, name) is None]
            wanted = that_matter_by_definition(version, _without_idle_questions(version, blank), hidden)
            expected = {"status"} if "status" in wanted else wanted
            assert set(resolve(version, blank).missing) == expected, (case, hidden)
            tried += 1
    assert tried > 100


def _without_idle_questions(version: Version, facts: Facts) -> Facts:
    """What is asked only in other cases, of installed goods say, takes its harmless value."""
    checks = program_for(version, facts.request or "return", facts.reason).checks
    for name, gate in checks.gates.items():
        if gate.constant is None and getattr(facts, name) is None and not gate.holds(facts):
            facts = facts.replaced(name, checks.domains.of(name, facts)[0])
    return facts


def _is_readable(library: Library, case: dict[str, Any]) -> bool:
    try:
        library.read(case)
    except CaseError:
        return False
    return True


def test_the_reason_is_asked_before_what_depends_on_it(library: Library) -> None:
    for store in library.stores():
        case = {
            "store": store,
            "as_of": "2026-03-10T12:00:00Z",
            "request": "return",
            "order": {
                "status": "delivered",
                "placed_at": "2026-03-01T12:00:00Z",
                "delivered_at": "2026-03-09T12:00:00Z",
            },
            "item": {"category": "lamps", "times_returned": 0},
            "customer": {"returns_last_12_months": 0},
        }
        decision = library.decide(case)
        assert decision.record["missing_facts"] == ["claim.reason"], store


def test_a_case_with_nothing_known_asks_what_is_wanted_first(library: Library) -> None:
    for store in library.stores():
        record = library.decide({"store": store, "as_of": "2026-03-10T12:00:00Z"}).record
        assert record["outcome"] == "needs_information"
        assert record["missing_facts"][0] == "request"
