"""One version of a pack: everything in force on a day, with its digest."""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from msgspec import to_builtins

from policy_kb.condition_model import Part
from policy_kb.errors import UnknownClause
from policy_kb.moments import BusinessCalendar, Span
from policy_kb.pack_model import Clause, Dated, Pack

_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NOT_PART_OF_THE_POLICY = {
    "scenarios", "bases", "parameters", "clauses", "translations", "records", "since",
}  # fmt: skip
_Part = TypeVar("_Part", bound=Part)


@dataclass(frozen=True, slots=True)
class Figure:
    """A parameter's value on the version's day, with the clause that gives it."""

    name: str
    value: Decimal
    unit: str
    clause: str

    @property
    def span(self) -> Span:
        """The figure as a stretch of time."""
        return Span(int(self.value), self.unit)  # type: ignore[arg-type]


def starting_days(pack: Pack) -> list[date]:
    """The days on which the pack's content changes, the first being its own start."""
    days = {date.fromisoformat(pack.since)}
    for parameter in pack.parameters.values():
        days.update(map(date.fromisoformat, parameter.values))
    dated: list[Any] = [*pack.clauses.values(), *pack.records.values()]
    for part in (*dated, *pack.blocks, *pack.reviews, *pack.grants):
        if part.since:
            days.add(date.fromisoformat(part.since))
        if part.until:
            days.add(date.fromisoformat(part.until) + timedelta(days=1))
    return sorted(day for day in days if day >= date.fromisoformat(pack.since))


@dataclass(frozen=True)
class Version:
    """The pack as it stands from `since` until the next version.

    Parts judged by the day of the report are taken from the version that started on `reported_since`.
    """

    pack: Pack
    since: date
    until: date | None
    reported_since: date | None = None
    programs: dict[tuple[str, str | None], Any] = field(default_factory=dict, compare=False)

    @property
    def store(self) -> str:
        """The store's slug."""
        return self.pack.store

    @cached_property
    def name(self) -> str:
        """The version's name: the day from which it holds, and that of the report's version if it differs."""
        if self.reported_since is None:
            return self.since.isoformat()
        return f"{self.since.isoformat()}/{self.reported_since.isoformat()}"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The store's time zone."""
        return ZoneInfo(self.pack.timezone)

    @cached_property
    def calendar(self) -> BusinessCalendar:
        """The store's working days."""
        days = self.pack.business_days
        return BusinessCalendar(frozenset(map(_WEEKDAYS.index, days.days)), days.holidays)

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The parameters' values in force; a rule that has ended is not among them."""
        found = {}
        for name, parameter in self.pack.parameters.items():
            dated = _latest(parameter.values, self._day_for(parameter))
            if dated is not None and dated.value is not None:
                value = Decimal(str(dated.value))
                found[name] = Figure(name, value, parameter.unit, dated.clause)
        return found

    def in_force(self, parts: list[_Part]) -> list[_Part]:
        """Those parts whose dates cover this version."""
        return [part for part in parts if self._covers(part)]

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """The clauses in force, by id."""
        return {name: clause for name, clause in self.pack.clauses.items() if self._covers(clause)}

    def clause(self, clause_id: str) -> Clause:
        """The clause with that id; UnknownClause if it is not in force."""
        try:
            return self.clauses[clause_id]
        except KeyError:
            raise UnknownClause(f"{self.store} {self.name}: no clause {clause_id!r}") from None

    @cached_property
    def content(self) -> dict[str, Any]:
        """What this version says, as plain data that does not depend on later or earlier versions."""
        pack = self.pack
        said = {name: part for name, part in to_builtins(pack).items() if name not in _NOT_PART_OF_THE_POLICY}
        for part in ("blocks", "reviews", "grants"):
            rules = self.in_force(getattr(pack, part))
            said[part] = [_without_dates(rule) for rule in rules]
        said["parameters"] = {
            name: {"value": str(figure.value), "unit": figure.unit, "clause": figure.clause}
            for name, figure in self.figures.items()
        }
        said["clauses"] = {name: _without_dates(clause) for name, clause in self.clauses.items()}
        records = {name: record for name, record in pack.records.items() if self._covers(record)}
        said["records"] = {name: _without_dates(record) for name, record in records.items()}
        return said

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content in canonical JSON."""
        text = json.dumps(self.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    def filled(self, text: str) -> str:
        """A text of the pack with its {parameters} filled in."""
        return _NAME.sub(lambda match: str(self.figures[match[1]].value), text)

    def local_day(self, moment: datetime) -> date:
        """The store's local day of the moment."""
        return moment.astimezone(self.zone).date()

    def _covers(self, part: Any) -> bool:
        since, until = getattr(part, "since", None), getattr(part, "until", None)
        day = self._day_for(part).isoformat()
        return (since is None or since <= day) and (until is None or until >= day)

    def _day_for(self, part: Any) -> date:
        by_report = getattr(part, "judged_by", "order") == "report"
        return self.reported_since if by_report and self.reported_since is not None else self.since


def _latest(values: dict[str, Dated], day: date) -> Dated | None:
    past = [since for since in values if since <= day.isoformat()]
    return values[max(past)] if past else None


def _without_dates(part: Part) -> dict[str, Any]:
    return {name: value for name, value in to_builtins(part).items() if name not in ("since", "until")}


def judges_by_report(pack: Pack) -> bool:
    """Whether any part of the pack is judged by the day of the report."""
    parts: list[Any] = [*pack.parameters.values(), *pack.blocks, *pack.reviews, *pack.grants]
    return any(part.judged_by == "report" for part in parts)


def versions(pack: Pack) -> list[Version]:
    """The pack's versions, oldest first."""
    days = starting_days(pack)
    ends: list[date | None] = [day - timedelta(days=1) for day in days[1:]]
    return [Version(pack, day, end) for day, end in zip(days, [*ends, None], strict=True)]
