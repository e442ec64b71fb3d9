"""From the facts of a case to the decision record."""

from policy_kb.decision import (
    ClauseRef,
    Decision,
    DecisionRecord,
    Evidence,
    PolicyRef,
    ReturnShipping,
    ReviewRecord,
)
from policy_kb.facts import PATHS, Facts
from policy_kb.program import Program, program_for
from policy_kb.refunds import refund_of
from policy_kb.schedule import deadlines_of, duration, timeline_of
from policy_kb.unknowns import resolve
from policy_kb.verdict import Verdict, judge
from policy_kb.version import Version
from policy_kb.vocabulary import RESOLUTION_OF

_NO_REVIEW = ReviewRecord(required=False, by=None, within=None, clause=None)


def decide(version: Version, facts: Facts) -> Decision:
    """Judge a case by one version of its store's policy."""
    _derive_tracking(version, facts)
    missing: tuple[str, ...] = ()
    if facts.request is None or (facts.reason is None and facts.request != "cancel"):
        resolved = resolve(version, facts)
        verdict, missing = resolved.verdict, resolved.missing
    else:
        verdict = judge(program_for(version, facts.request, facts.reason), facts)
        if verdict.open_reads:
            resolved = resolve(version, facts)
            verdict, missing = resolved.verdict, resolved.missing
    return Decision(_record(verdict, facts, missing))


def _derive_tracking(version: Version, facts: Facts) -> None:
    """A tracking state that is not given follows from the last scan's age, where the pack says so."""
    derived = version.pack.derived_tracking
    if derived is not None and facts.tracking is None and facts.last_update_at is not None:
        limit = version.figures[derived.stalled_after[1:]].span
        hours = limit.value if limit.unit == "hour" else limit.value * 24
        age = (facts.as_of - facts.last_update_at).total_seconds()
        facts.tracking = "stalled" if age >= hours * 3600 else "moving"


def _record(verdict: Verdict, facts: Facts, missing: tuple[str, ...]) -> DecisionRecord:
    program, version = verdict.program, verdict.program.version
    outcome, code = verdict.outcome, verdict.code
    granted = outcome in ("eligible", "needs_information")
    if missing:
        outcome, code = "needs_information", "missing_facts"
    # Whether it is known what follows: not if it is refused, nor if it may well be.
    follows = granted or outcome == "needs_review"
    clauses = _Clauses(verdict)
    shipping = _shipping(program, facts, outcome, follows, clauses)
    sent_back = shipping["payer"] != "none" and follows
    refund, refund_clause = refund_of(program, facts, outcome, follows)
    clauses.add(refund_clause)
    resolutions = _resolutions(program, facts) if follows else []
    review = _review(program, facts, outcome)
    clauses.add(review["clause"])
    deadlines = deadlines_of(program, facts)
    timeline, clause_ids = timeline_of(program, facts) if follows else ([], [])
    for clause_id in clause_ids:
        clauses.add(clause_id)
    return DecisionRecord(
        store=version.store,
        policy=PolicyRef(version=version.name, digest=version.digest),
        as_of=facts.as_of.isoformat(),
        outcome=outcome,  # type: ignore[typeddict-item]
        reason_code=code,
        resolutions=resolutions,
        refund=refund,
        return_required=sent_back,
        return_shipping=shipping,
        review=review,
        missing_facts=_in_asking_order(program, missing),
        evidence=_evidence(verdict, facts, outcome, granted),
        deadlines=deadlines,
        timeline=timeline,
        next_steps=_next_steps(verdict, facts, outcome, code, sent_back),
        clauses=clauses.listed(),
    )


class _Clauses:
    """The clauses that applied, each once, the decisive one first."""

    def __init__(self, verdict: Verdict) -> None:
        self.effects: dict[str, str] = {}
        if verdict.outcome == "needs_information":
            for guarded in verdict.evidence:
                self.add(guarded.part.clause, "require")
        for rule in verdict.hits:
            self.add(rule.clause, rule.effect)
        if verdict.outcome != "needs_information":
            for guarded in verdict.evidence:
                self.add(guarded.part.clause, "require")

    def add(self, clause: str | None, effect: str = "apply") -> None:
        if clause:
            self.effects.setdefault(clause, effect)

    def listed(self) -> list[ClauseRef]:
        return [ClauseRef(id=name, effect=effect) for name, effect in self.effects.items()]  # type: ignore[typeddict-item]


def _shipping(
    program: Program, facts: Facts, outcome: str, follows: bool, clauses: _Clauses
) -> ReturnShipping:
    notes = []
    for guarded in program.notes:
        if guarded.check(facts):
            notes.append(guarded.part.note)
            clauses.add(guarded.part.clause)
    if follows and program.request != "cancel":
        for guarded in program.shipping:
            if guarded.check(facts):
                part = guarded.part
                clauses.add(part.clause)
                return ReturnShipping(payer=part.payer, method=part.method, notes=notes, clause=part.clause)
        return ReturnShipping(payer="unspecified", method=None, notes=notes, clause=None)
    undecided = outcome == "needs_information" and program.request != "cancel"
    return ReturnShipping(payer="unspecified" if undecided else "none", method=None, notes=notes, clause=None)


def _resolutions(program: Program, facts: Facts) -> list[str]:
    found: list[str] = []
    for guarded in program.resolutions:
        if guarded.part.resolution not in found and guarded.check(facts):
            found.append(guarded.part.resolution)
    asked = RESOLUTION_OF[program.request]
    if asked in found and found[0] != asked:
        found.remove(asked)
        found.insert(0, asked)
    return found


def _review(program: Program, facts: Facts, outcome: str) -> ReviewRecord:
    if outcome != "ineligible":
        for guarded in program.review:
            if guarded.check(facts):
                part = guarded.part
                within = duration(program.version.figures[part.within[1:]]) if part.within else None
                return ReviewRecord(required=True, by=part.by, within=within, clause=part.clause)
    if outcome == "needs_review":
        return ReviewRecord(required=True, by="agent", within=None, clause=None)
    return _NO_REVIEW.copy()


def _evidence(verdict: Verdict, facts: Facts, outcome: str, granted: bool) -> Evidence:
    """Nothing is missing where no evidence could lead to a yes."""
    required: list[str] = []
    recommended: list[str] = []
    if outcome != "ineligible":
        rules = verdict.evidence or [rule for rule in verdict.program.evidence if rule.check(facts)]
        for rule in rules:
            required += [kind for kind in rule.part.required if kind not in required]
            recommended += [kind for kind in rule.part.recommended if kind not in recommended]
    return Evidence(
        required=required, recommended=recommended, missing=list(verdict.lacking) if granted else []
    )


def _in_asking_order(program: Program, missing: tuple[str, ...]) -> list[str]:
    order = ["request", *program.checks.gates, "reason"]
    return [PATHS[name] for name in sorted(missing, key=order.index)]


def _next_steps(verdict: Verdict, facts: Facts, outcome: str, code: str, sent_back: bool) -> list[str]:
    steps: list[str] = []
    if outcome == "needs_information":
        steps.append("answer_questions" if code == "missing_facts" else "send_evidence")
    elif outcome == "needs_review":
        steps.append("await_review")
    elif outcome == "eligible" and sent_back:
        steps.append("send_back_item")
    if outcome == "ineligible" and verdict.decisive is not None:
        steps += [step.step for condition, step in verdict.decisive.next if condition.check(facts)]
    else:
        steps += [g.part.step for g in verdict.program.next_steps if g.check(facts)]
    return list(dict.fromkeys(steps))
