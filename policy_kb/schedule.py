"""Dates of a decision: deadlines, and the steps that follow."""

from policy_kb.decision import DeadlineRecord, Duration, TimelineStep
from policy_kb.facts import Facts
from policy_kb.moments import add_span
from policy_kb.pack_model import Deadline, Step
from policy_kb.program import Program
from policy_kb.version import Figure

_PLURAL = {"hour": "hours", "day": "days", "month": "months", "business_day": "business_days"}


def duration(figure: Figure) -> Duration:
    """A figure as value and unit."""
    return Duration(value=int(figure.value), unit=_PLURAL[figure.unit])  # type: ignore[typeddict-item]


def deadlines_of(program: Program, facts: Facts) -> list[DeadlineRecord]:
    """The windows' ends, as far as the event that starts them is known."""
    found = []
    version = program.version
    for guarded in program.deadlines:
        if guarded.check(facts):
            part: Deadline = guarded.part
            limit = program.limits[part.window](facts)
            if limit is not None:
                figure = version.figures[version.pack.windows[part.window].span[1:]]
                at = limit.last.astimezone(version.zone).isoformat()
                found.append(DeadlineRecord(what=part.what, at=at, clause=figure.clause))
    return found


def timeline_of(program: Program, facts: Facts) -> tuple[list[TimelineStep], list[str]]:
    """What follows and by when, with the clauses that say so."""
    steps, clauses = [], []
    version = program.version
    for guarded in program.timeline:
        if not guarded.check(facts):
            continue
        part: Step = guarded.part
        figure = version.figures[part.within[1:]]
        due = None
        if guarded.starts is not None and guarded.starts.check(facts):
            limit = add_span(facts.as_of, figure.span, version.zone, version.calendar)
            due = limit.last.astimezone(version.zone).isoformat()
        steps.append(TimelineStep(step=part.step, after=part.after, within=duration(figure), due=due))
        clauses.append(part.clause or figure.clause)
    return steps, clauses
