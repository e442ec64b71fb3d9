"""A version compiled for one kind of request and one reason: only what can apply, ready to run."""

from dataclasses import dataclass
from typing import Any

from policy_kb.checks import Checks
from policy_kb.condition_model import When
from policy_kb.conditions import NEVER, Check, Condition
from policy_kb.pack_model import Line, NextStep, Rule
from policy_kb.version import Version


@dataclass(frozen=True, slots=True)
class RuleCheck:
    """A rule that may apply: its check, its code, its clause and what can be done instead."""

    check: Check
    condition: Condition
    code: str
    clause: str
    effect: str
    next: tuple[tuple[Condition, NextStep], ...]
    source: Rule


@dataclass(frozen=True, slots=True)
class Guarded:
    """A part of the pack with the condition under which it counts."""

    check: Check
    condition: Condition
    part: Any
    lines: tuple[tuple[Condition, Line], ...] = ()
    starts: Condition | None = None


class Program:
    """The rules of one version that can apply to one kind of request and one reason."""

    def __init__(self, version: Version, request: str, reason: str | None) -> None:
        self.version = version
        self.request = request
        self.reason = reason
        self.checks = Checks(version, request, reason)
        pack = version.pack
        self.blocks = self._rules(pack.blocks, "forbid")
        self.reviews = self._rules(pack.reviews, "review")
        self.grants = self._rules(pack.grants, "permit")
        self.evidence = self._guarded(pack.evidence)
        self.resolutions = self._guarded(pack.resolutions)
        self.refund = self._guarded(pack.refund)
        self.deductions = self._lines(pack.deductions)
        self.shipping = self._guarded(pack.shipping)
        self.notes = self._guarded(pack.notes)
        self.review = self._guarded(pack.review)
        self.timeline = self._guarded(pack.timeline)
        self.deadlines = self._guarded(pack.deadlines)
        self.next_steps = self._guarded(pack.next_steps)
        self.limits = {
            part.part.window: self.checks.windows.limit(part.part.window) for part in self.deadlines
        }

    def _condition(self, when: When | None) -> Condition:
        return self.checks.build(when)

    def _part_condition(self, when: When | None) -> Condition:
        """Parts are about claims; about a cancellation are only those that name it."""
        if self.request == "cancel" and (when is None or "cancel" not in (when.request or ())):
            return NEVER
        return self.checks.build(when)

    def _rules(self, rules: list[Any], effect: str) -> tuple[RuleCheck, ...]:
        found = []
        for rule in self.version.in_force(rules):
            condition = self._part_condition(rule.when)
            if condition.constant is False:
                continue
            steps = tuple((self._condition(step.when), step) for step in rule.next)
            found.append(RuleCheck(condition.check, condition, rule.code, rule.clause, effect, steps, rule))
        return tuple(found)

    def _guarded(self, parts: list[Any]) -> tuple[Guarded, ...]:
        found = []
        for part in parts:
            condition = self._part_condition(part.when)
            if condition.constant is False:
                continue
            lines = self._lines(getattr(part, "lines", []))
            starts = getattr(part, "starts", None)
            begun = self._condition(None if starts == "now" else starts) if starts is not None else None
            found.append(Guarded(condition.check, condition, part, lines, begun))
        return tuple(found)

    def _lines(self, lines: list[Line]) -> tuple[tuple[Condition, Line], ...]:
        pairs = ((self._condition(line.when), line) for line in lines)
        return tuple((condition, line) for condition, line in pairs if condition.constant is not False)


def program_for(version: Version, request: str, reason: str | None) -> Program:
    """The version's program for the request and reason, compiled on first use."""
    if request == "cancel":
        reason = None
    key = (request, reason)
    program: Program | None = version.programs.get(key)
    if program is None:
        program = version.programs[key] = Program(version, request, reason)
    return program
