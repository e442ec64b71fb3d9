"""What an operator should know of a pack: its gaps, conflicts and assumptions, and its mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

from policy_kb.facts import Facts
from policy_kb.pack_model import Pack
from policy_kb.program import Program, RuleCheck, program_for
from policy_kb.unknowns import SELECTORS
from policy_kb.usage import unused_names
from policy_kb.verdict import judge
from policy_kb.version import Version
from policy_kb.vocabulary import FAULTS, HARMLESS, REASONS, REQUESTS, TAGS
from policy_kb.wording import sentence

_MOMENT = datetime(2026, 6, 15, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know: a gap, conflict or assumption of the text, or a mistake in the pack."""

    store: str
    kind: str
    name: str
    text: str


def lint(versions: list[Version]) -> list[Finding]:
    """The findings on a pack: its records as declared, then the mistakes found in each version."""
    pack = versions[0].pack
    found = [Finding(pack.store, record.kind, name, record.text) for name, record in pack.records.items()]
    mistakes: dict[tuple[str, str], Finding] = {}
    for version in versions:
        for name, text in _mistakes(version):
            mistakes.setdefault((name, text), Finding(pack.store, "mistake", name, text))
    return found + list(mistakes.values())


def _mistakes(version: Version) -> Iterator[tuple[str, str]]:
    yield from unused_names(version.pack)
    yield from _unworded(version.pack)
    yield from _uncovered_reasons(version)
    yield from _idle_rules(version)
    yield from _doubled_rules(version)


def _unworded(pack: Pack) -> Iterator[tuple[str, str]]:
    for rule in (*pack.blocks, *pack.reviews, *pack.grants):
        if sentence(pack, rule.code) is None:
            yield rule.code, "has no sentence under wording"
        for step in rule.next:
            if sentence(pack, step.step) is None:
                yield step.step, "has no sentence under wording"


def _programs(version: Version) -> Iterator[Program]:
    for request in REQUESTS:
        for reason in (None,) if request == "cancel" else REASONS:
            yield program_for(version, request, reason)


def _plain_facts(program: Program) -> Facts:
    """A case in which nothing stands in the way, delivered an hour ago."""
    facts = Facts()
    facts.store, facts.request, facts.reason = program.version.store, program.request, program.reason
    facts.as_of = facts.reported_at = _MOMENT
    facts.placed_at, facts.delivered_at = _MOMENT - timedelta(days=2), _MOMENT - timedelta(hours=1)
    facts.__dict__.update({name: value for name, value in HARMLESS.items() if name != "category"})
    facts.category = ""
    for name in program.checks.gates:
        if name not in SELECTORS and getattr(facts, name) is None:
            facts = facts.replaced(name, program.checks.domains.of(name, facts)[0])
    return facts


def _uncovered_reasons(version: Version) -> Iterator[tuple[str, str]]:
    """A claim that no block, review or grant speaks of is decided by nothing but silence."""
    for program in _programs(version):
        if program.reason is None or program.request != "return":
            continue
        if not (program.blocks[2:] or program.reviews or program.grants):
            yield program.reason, "no clause covers this reason"
        elif not (program.reviews or program.grants):
            yield program.reason, "is blocked in some cases, but no clause says what holds otherwise"


def _idle_rules(version: Version) -> Iterator[tuple[str, str]]:
    """A rule that never decides, whatever the case: it cannot hold, or another always comes first."""
    decided: set[tuple[str, str, int]] = set()
    seen: dict[tuple[str, str, int], RuleCheck] = {}
    for program in _programs(version):
        for kind, rules in (("block", program.blocks), ("review", program.reviews)):
            for rule in rules:
                key = (kind, rule.code, id(rule.source))
                seen[key] = rule
                if key not in decided and _decides(program, rule):
                    decided.add(key)
    reached = {key[2] for key in seen}
    for source in (*version.in_force(version.pack.blocks), *version.in_force(version.pack.reviews)):
        if id(source) not in reached:
            yield f"{source.code} ({source.clause})", "this rule can never hold"
    for key, rule in seen.items():
        if key not in decided:
            yield f"{rule.code} ({rule.clause})", "this rule never decides: others always come first"


def _decides(program: Program, rule: RuleCheck) -> bool:
    return any(judge(program, facts).decisive is rule for facts in _cases_of(program, rule))


def _cases_of(program: Program, rule: RuleCheck) -> Iterator[Facts]:
    """The cases that differ in what the rule reads, all else being harmless."""
    base = _plain_facts(program)
    own_tags = program.version.pack.groups.tags
    values: dict[str, list[Any]] = {}
    for name in rule.condition.reads:
        if name in ("tags", "faults"):
            words = (*TAGS, *own_tags) if name == "tags" else FAULTS
            values[name] = [frozenset[str](), *(frozenset({word}) for word in words)]
        elif name in ("pickup", "suspected_fraud"):
            values[name] = [False, True]
        elif name != "evidence":
            values[name] = program.checks.domains.of(name, base)
    if "status" not in values:
        values["status"] = ["delivered", "shipped", "pending"]
    for combination in product(*values.values()):
        facts = base
        for name, value in zip(values, combination, strict=True):
            facts = facts.replaced(name, value)
        yield facts


def _doubled_rules(version: Version) -> Iterator[tuple[str, str]]:
    """Two rules with the same condition overlap, and contradict each other if their codes differ."""
    conditions: list[tuple[Any, Any]] = []
    for rule in (*version.in_force(version.pack.blocks), *version.in_force(version.pack.reviews)):
        for other, when in conditions:
            if when == rule.when:
                what = "overlaps with" if other.code == rule.code else "contradicts"
                yield (
                    f"{rule.code} ({rule.clause})",
                    f"{what} {other.code} ({other.clause}): the same condition",
                )
        conditions.append((rule, rule.when))
