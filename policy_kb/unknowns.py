"""Which unknown facts matter: a fact matters if some completion of the others lets it change the outcome.

The rules are run on every completion that can make a difference, fact by fact as the checks read them. Each
end of that tree is a set of facts with one outcome. Two ends with different outcomes that contradict each
other in one fact only show that this fact matters; if no fact does, all ends agree, and the one reached by
harmless values gives the reason code.
"""

from dataclasses import dataclass
from typing import Any

from policy_kb.facts import Facts
from policy_kb.program import Program, program_for
from policy_kb.verdict import Verdict, judge
from policy_kb.version import Version
from policy_kb.vocabulary import REASONS, REQUESTS

# These are asked before anything else: what they say decides which other questions make sense.
SELECTORS = ("request", "status", "reason")
Cube = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The verdict if the unknown facts are harmless, and the names of those that matter."""

    verdict: Verdict
    missing: tuple[str, ...]


def resolve(version: Version, facts: Facts) -> Resolved:
    """Judge a case some of whose facts are unknown."""
    ends: list[tuple[Cube, Verdict]] = []
    _explore_selectors(version, facts, ends)
    matters = _that_matter(ends)
    first = ends[0][1]
    if not matters:
        return Resolved(first, ())
    selectors = [name for name in SELECTORS if name in matters]
    return Resolved(first, tuple(selectors or matters))


def _explore_selectors(version: Version, facts: Facts, ends: list[tuple[Cube, Verdict]]) -> None:
    requests = REQUESTS if facts.request is None else (facts.request,)
    for request in requests:
        asked = facts if facts.request else facts.replaced("request", request)
        cube: Cube = {} if facts.request else {"request": request}
        if request == "cancel" or facts.reason is not None:
            _explore_program(program_for(version, request, facts.reason), asked, cube, ends)
            continue
        for reason in REASONS:
            program = program_for(version, request, reason)
            _explore_program(program, asked.replaced("reason", reason), {**cube, "reason": reason}, ends)


def _explore_program(program: Program, facts: Facts, cube: Cube, ends: list[tuple[Cube, Verdict]]) -> None:
    """Facts that are not asked for in this case take their harmless value; the others are tried out."""
    known = facts
    for name, gate in program.checks.gates.items():
        if getattr(facts, name) is None and gate.constant is None and gate.check(facts) is not True:
            known = known.replaced(name, program.checks.domains.of(name, facts)[0])
    _explore(program, known, cube, ends)


def _explore(program: Program, facts: Facts, cube: Cube, ends: list[tuple[Cube, Verdict]]) -> None:
    verdict = judge(program, facts)
    name = next((name for name in verdict.open_reads if _is_open(program, facts, name)), None)
    if name is None:
        ends.append((cube, verdict))
        return
    for value in program.checks.domains.of(name, facts):
        _explore(program, facts.replaced(name, value), {**cube, name: value}, ends)


def _is_open(program: Program, facts: Facts, name: str) -> bool:
    gate = program.checks.gates.get(name)
    return gate is not None and getattr(facts, name) is None and gate.check(facts) is True


def _that_matter(ends: list[tuple[Cube, Verdict]]) -> list[str]:
    found: dict[str, None] = {}
    by_outcome: dict[str, list[Cube]] = {}
    for cube, verdict in ends:
        by_outcome.setdefault(verdict.outcome, []).append(cube)
    groups = list(by_outcome.values())
    names = {name for cube, _ in ends for name in cube}
    for index, group in enumerate(groups):
        for others in groups[index + 1 :]:
            for cube in group:
                for other in others:
                    differing = _only_difference(cube, other)
                    if differing is not None:
                        found[differing] = None
                if len(found) == len(names):
                    return list(found)
    return list(found)


def _only_difference(one: Cube, other: Cube) -> str | None:
    """The one fact in which two ends contradict each other, if it is only one."""
    differing = None
    for name, value in one.items():
        if name in other and other[name] != value:
            if differing is not None:
                return None
            differing = name
    return differing
