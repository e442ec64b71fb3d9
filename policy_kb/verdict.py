"""Folding the answers of all checks into one verdict, in the order of decision."""

from dataclasses import dataclass

from policy_kb.facts import Facts
from policy_kb.program import Guarded, Program, RuleCheck
from policy_kb.vocabulary import SATISFIED_BY

_NO_SUBSTITUTE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Verdict:
    """What the rules say: the outcome, the rule that decided, all that applied, and what is still open."""

    program: Program
    outcome: str
    code: str
    decisive: RuleCheck | None
    hits: list[RuleCheck]
    evidence: list[Guarded]
    lacking: list[str]
    open_reads: tuple[str, ...] = ()


def judge(program: Program, facts: Facts) -> Verdict:
    """Run every check, then fold: a certain block, then a person's judgement, then evidence, then yes.

    If an unknown fact could still decide, `open_reads` names the facts that the first open check reads.
    """
    hits: list[RuleCheck] = []
    reads: tuple[str, ...] = ()
    for rule in program.blocks:
        answer = rule.check(facts)
        if answer:
            hits.append(rule)
        elif answer is None and not reads:
            reads = rule.condition.reads
    if hits:
        first = hits[0]
        hits.extend(rule for rule in program.reviews if rule.check(facts))
        return Verdict(program, "ineligible", first.code, first, hits, [], [])
    for rule in program.reviews:
        answer = rule.check(facts)
        if answer:
            hits.append(rule)
        elif answer is None and not reads and not hits:
            reads = rule.condition.reads
    if hits:
        first = hits[0]
        blocks_open = _first_open(program.blocks, facts) if reads else ()
        return Verdict(program, "needs_review", first.code, first, hits, [], [], blocks_open)
    return _granted(program, facts, reads)


def _first_open(rules: tuple[RuleCheck, ...], facts: Facts) -> tuple[str, ...]:
    return next((rule.condition.reads for rule in rules if rule.check(facts) is None), ())


def _granted(program: Program, facts: Facts, reads: tuple[str, ...]) -> Verdict:
    evidence: list[Guarded] = []
    lacking: list[str] = []
    given = facts.evidence
    for rule in program.evidence:
        answer = rule.check(facts)
        if answer:
            evidence.append(rule)
            for kind in rule.part.required:
                if (
                    kind not in given
                    and given.isdisjoint(SATISFIED_BY.get(kind, _NO_SUBSTITUTE))
                    and kind not in lacking
                ):
                    lacking.append(kind)
        elif answer is None and not reads:
            reads = rule.condition.reads
    if lacking:
        return Verdict(program, "needs_information", "missing_evidence", None, [], evidence, lacking, reads)
    grants = [rule for rule in program.grants if rule.check(facts)]
    first = grants[0] if grants else None
    return Verdict(program, "eligible", first.code if first else "ok", first, grants, evidence, [], reads)
