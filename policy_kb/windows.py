"""Windows of a pack: when each ends for a case, or that this is unknown."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from policy_kb.condition_model import When
from policy_kb.conditions import Condition
from policy_kb.domains import Domains
from policy_kb.facts import NAMES, Facts
from policy_kb.moments import Limit, Span, add_span, end_of_day
from policy_kb.version import Version

LimitOf = Callable[[Facts], Limit | None]


class Windows:
    """The windows of one version, built when first used."""

    def __init__(self, version: Version, domains: Domains, build: Callable[[When | None], Condition]) -> None:
        self._version = version
        self._domains = domains
        self._build = build
        self._limits: dict[str, LimitOf] = {}
        self.reads: dict[str, tuple[str, ...]] = {}

    def limit(self, name: str) -> LimitOf:
        """The function that gives a window's end for a case, or None while that is unknown."""
        if name not in self._limits:
            self._limits[name] = self._build_limit(name)
        return self._limits[name]

    def _build_limit(self, name: str) -> LimitOf:
        version = self._version
        window = version.pack.windows[name]
        fact = NAMES[window.after]
        usual = version.figures[window.span[1:]].span
        self._offer_starts(fact, window.judged_at, usual)
        cases: list[tuple[Condition, Span | None, str | None]] = []
        for case in window.cases:
            span = version.figures[case.span[1:]].span if case.span else None
            if span is not None:
                self._offer_starts(fact, window.judged_at, span)
            if case.until is not None:
                self._domains.offer("placed_at", lambda facts: facts.as_of)
            cases.append((self._build(case.when), span, case.until))
        extends = any(case.until for case in window.cases)
        self.reads[name] = (
            fact,
            *(("placed_at",) if extends else ()),
            *(read for case in cases for read in case[0].reads),
        )

        def limit(facts: Facts) -> Limit | None:
            memo = facts.memo
            if name in memo:
                return memo[name]  # type: ignore[no-any-return]
            memo[name] = found = self._limit_of(getattr(facts, fact), usual, cases, facts)
            return found

        return limit

    def _limit_of(
        self,
        start: datetime | None,
        usual: Span,
        cases: list[tuple[Condition, Span | None, str | None]],
        facts: Facts,
    ) -> Limit | None:
        if start is None:
            return None
        zone, calendar = self._version.zone, self._version.calendar
        for condition, span, until in cases:
            answer = condition.check(facts)
            if answer is None:
                return None
            if answer:
                found = add_span(start, span or usual, zone, calendar)
                return found if until is None else _extended(found, facts.placed_at, until, self._version)
        return add_span(start, usual, zone, calendar)

    def _offer_starts(self, fact: str, judged_at: str, span: Span) -> None:
        back = _just_longer_than(span)
        self._domains.offer(
            fact,
            lambda facts: getattr(facts, judged_at),
            lambda facts: getattr(facts, judged_at) - back,
        )


def _just_longer_than(span: Span) -> timedelta:
    if span.unit == "hour":
        return timedelta(hours=span.value, seconds=1)
    days = {"day": span.value + 1, "month": 31 * span.value + 1, "business_day": 3 * span.value + 15}[
        span.unit
    ]
    return timedelta(days=days)


def month_and_day(text: str) -> tuple[int, int]:
    """A day of the year, MM-DD, as numbers."""
    return int(text[:2]), int(text[3:])


def _extended(limit: Limit, placed: datetime | None, until: str, version: Version) -> Limit | None:
    """The later of the limit and the end of the day `until` (month-day) that follows the order."""
    if placed is None:
        return None
    month, day = month_and_day(until)
    ordered_on = version.local_day(placed)
    last = date(ordered_on.year, month, day)
    if last < ordered_on:
        last = date(ordered_on.year + 1, month, day)
    end = end_of_day(last, version.zone)
    return Limit(end, ends_a_day=True) if end > limit.last else limit
