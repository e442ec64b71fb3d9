"""A decision in words: why, by which clause, by when, what would have changed it, and what is left to do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from policy_kb.decision import Decision
from policy_kb.facts import PATHS, Facts
from policy_kb.pack_model import NextStep
from policy_kb.program import Program, RuleCheck, program_for
from policy_kb.verdict import judge
from policy_kb.version import Version
from policy_kb.wording import otherwise, sentence

Audience = Literal["shopper", "agent"]
_DEADLINES = {
    "report_by": ("Reports are taken until {}.", "Reports were taken until {}."),
    "return_by": ("It can go back until {}.", "It could go back until {}."),
    "cancel_by": ("It can be cancelled until {}.", "It could be cancelled until {}."),
}


@dataclass(frozen=True, slots=True)
class DateNote:
    """A date that matters, and a sentence that says so."""

    what: str
    at: str
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """What the shopper can still do, and until when if that is known."""

    step: str
    text: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision in plain words."""

    outcome: str
    reason_code: str
    reason: str
    clause: str | None
    clause_summary: str | None
    place: str | None
    dates: tuple[DateNote, ...]
    otherwise: tuple[str, ...]
    next_best: tuple[Option, ...]

    @property
    def text(self) -> str:
        """Everything in one paragraph."""
        parts = [self.reason, self.clause_summary, *(note.text for note in self.dates), *self.otherwise]
        parts += [option.text for option in self.next_best]
        return " ".join(dict.fromkeys(part for part in parts if part))


def in_words(moment: datetime | date, with_time: bool = False) -> str:
    """A moment as people say it: 14 March 2026, or with the time of day."""
    said = f"{moment.day} {moment:%B %Y}"
    return f"{said}, {moment:%H:%M}" if with_time else said


def explain(
    decision: Decision, facts: Facts, version: Version, audience: Audience = "shopper"
) -> Explanation:
    """The decision in words, for the shopper or with codes and places for an agent."""
    record = decision.record
    code = record["reason_code"]
    clause_id = record["clauses"][0]["id"] if record["clauses"] else None
    clause = version.clause(clause_id) if clause_id else None
    reason = sentence(version.pack, code) or (
        version.filled(clause.summary) if clause else code.replace("_", " ")
    )
    rule = _decisive(version, facts, code, clause_id)
    changes = _what_would_have_changed(version, facts, rule) if record["outcome"] == "ineligible" else ()
    place = None
    if clause is not None and audience == "agent":
        place = f"{clause.file or version.pack.source}, {clause.place}"
        reason = f"{reason} [{code}, {clause_id}, policy of {version.name}]"
    return Explanation(
        outcome=record["outcome"],
        reason_code=code,
        reason=reason,
        clause=clause_id,
        clause_summary=version.filled(clause.summary) if clause else None,
        place=place,
        dates=tuple(_date_note(entry, facts) for entry in record["deadlines"]),
        otherwise=changes,
        next_best=tuple(_option(step, version, facts, rule) for step in record["next_steps"]),
    )


def _date_note(entry: Any, facts: Facts) -> DateNote:
    at = datetime.fromisoformat(entry["at"])
    ends_a_day = (at.hour, at.minute, at.second) == (23, 59, 59)
    said = in_words(at, with_time=not ends_a_day)
    return DateNote(entry["what"], entry["at"], _DEADLINES[entry["what"]][at < facts.as_of].format(said))


def _decisive(version: Version, facts: Facts, code: str, clause: str | None) -> RuleCheck | None:
    if facts.request is None or (facts.reason is None and facts.request != "cancel"):
        return None
    program = program_for(version, facts.request, facts.reason)
    return next((rule for rule in program.blocks if rule.code == code and rule.clause == clause), None)


def _what_would_have_changed(version: Version, facts: Facts, rule: RuleCheck | None) -> tuple[str, ...]:
    """The single facts that, had they been different, would have kept this from being refused."""
    if rule is None or facts.request is None:
        return ()
    program = program_for(version, facts.request, facts.reason)
    said = [_window_sentence(program, facts, name) for name in rule.condition.windows]
    for name in rule.condition.reads:
        value = getattr(facts, name, None)
        if value is None or name not in program.checks.gates:
            continue
        for other in program.checks.domains.of(name, facts):
            words = otherwise(PATHS[name], other)
            if other != value and words and not _is_refused(program, facts.replaced(name, other)):
                said.append(f"It could have been accepted if {words}.")
    return tuple(dict.fromkeys(entry for entry in said if entry))


def _window_sentence(program: Program, facts: Facts, name: str) -> str | None:
    limit = program.checks.windows.limit(name)(facts)
    window = program.version.pack.windows[name]
    at = window.judged_at
    if limit is None or not limit.is_past(getattr(facts, at)):
        return None
    if _is_refused(program, facts.replaced(at, limit.last)):
        return None
    last = limit.last.astimezone(program.version.zone)
    return f"It could have been accepted had you told us by {in_words(last, not limit.ends_a_day)}."


def _is_refused(program: Program, facts: Facts) -> bool:
    return judge(program, facts).outcome == "ineligible"


def _option(step: str, version: Version, facts: Facts, rule: RuleCheck | None) -> Option:
    known = {part.step: part for _, part in rule.next} if rule else {}
    until = _until(known[step], version, facts) if step in known else None
    words = sentence(version.pack, step) or step.replace("_", " ").capitalize() + "."
    if until is not None:
        words = f"{words.removesuffix('.')}, until {in_words(until)}."
    return Option(step, words, until.isoformat() if until else None)


def _until(step: NextStep, version: Version, facts: Facts) -> datetime | date | None:
    """The last moment for a step: a window's end or a date of the case."""
    if step.until is None:
        return None
    if step.until == "item.warranty_until":
        return facts.warranty_until
    program = program_for(version, facts.request or "return", facts.reason)
    limit = program.checks.windows.limit(step.until)(facts)
    return limit.last.astimezone(version.zone) if limit else None
