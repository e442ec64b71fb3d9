"""The named checks that a pack's conditions are made of: one question each, three answers."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from policy_kb.conditions import ALWAYS, NEVER, Answer, Check, Condition, all_of, any_of, constantly, negated
from policy_kb.facts import NAMES, Facts
from policy_kb.moments import Limit, Span, add_span, day_is_over, end_of_day, is_between
from policy_kb.pack_model import Ask, Value, When
from policy_kb.version import Version
from policy_kb.vocabulary import HARMLESS, ORDER_TYPES, REASON_GROUPS, SATISFIED_BY, STATUSES, TRACKING_STATES

Candidate = Callable[[Facts], Any]
_TWO_DAYS = timedelta(days=2)
_DELIVERED = frozenset({"delivered", "completed"})


class Checks:
    """Builds the checks of one version for one request and one reason, and notes which values matter."""

    def __init__(self, version: Version, request: str, reason: str | None) -> None:
        self.version = version
        self.request = request
        self.reason = reason
        self.limits: dict[str, Callable[[Facts], Limit | None]] = {}
        self.limit_reads: dict[str, tuple[str, ...]] = {}
        self.candidates: dict[str, list[Candidate]] = {}
        self.words: dict[str, list[frozenset[str]]] = {"category": [], "country": []}
        self.gates: dict[str, Condition] = {}
        asks = [ask if isinstance(ask, Ask) else Ask(fact=ask) for ask in version.pack.asks]
        self.gates.update({NAMES[ask.fact]: ALWAYS for ask in asks if ask.when is None})
        self.gates.update({NAMES[ask.fact]: self.build(ask.when) for ask in asks if ask.when is not None})

    def build(self, when: When | None) -> Condition:
        """The condition that `when` describes; none given always holds."""
        parts: list[Condition] = []
        if when is not None:
            for name in When.model_fields:
                value = getattr(when, name)
                if value is not None:
                    parts.append(getattr(self, f"_{name}")(value))
        return all_of(sorted(parts, key=lambda part: len(part.reads)))

    # What every check needs

    def _about(self, fact: str, test: Callable[[Any], bool], harmless: bool) -> Condition:
        """A test of one fact: unknown if the fact is and may be asked for, else what `harmless` says."""
        gate = self.gates.get(fact, NEVER)

        def check(facts: Facts) -> Answer:
            value = getattr(facts, fact)
            if value is None:
                return None if gate.check(facts) else harmless
            return test(value)

        return Condition(check, (fact,))

    def _one_of(self, fact: str, words: Iterable[str]) -> Condition:
        wanted = frozenset(words)
        return self._about(fact, wanted.__contains__, HARMLESS.get(fact) in wanted)

    def _offer(self, fact: str, *candidates: Candidate) -> None:
        self.candidates.setdefault(fact, []).extend(candidates)

    def number(self, value: Value) -> Decimal:
        """A value written out or named by $parameter."""
        if isinstance(value, str) and value.startswith("$"):
            return self.version.figures[value[1:]].value
        return Decimal(str(value))

    # Combinations

    def _any(self, parts: list[When]) -> Condition:
        return any_of([self.build(part) for part in parts])

    def _all(self, parts: list[When]) -> Condition:
        return all_of([self.build(part) for part in parts])

    def _no(self, part: When) -> Condition:
        return negated(self.build(part))

    # What is asked, and why

    def _request(self, words: list[str]) -> Condition:
        return constantly(self.request in words)

    def _reason(self, words: list[str]) -> Condition:
        own = self.version.pack.groups.reasons
        wanted = {word for name in words for word in own.get(name) or REASON_GROUPS.get(name) or (name,)}
        return constantly(self.reason in wanted)

    # The order

    def _status(self, words: list[str]) -> Condition:
        return self._one_of("status", words)

    def _delivered(self, wanted: bool) -> Condition:
        return self._about("status", lambda status: (status in _DELIVERED) is wanted, wanted)

    def _order_type(self, words: list[str]) -> Condition:
        return self._one_of("order_type", words)

    def _tracking(self, words: list[str]) -> Condition:
        return self._one_of("tracking", words)

    def _currency(self, words: list[str]) -> Condition:
        return self._one_of("currency", words)

    def _due_passed(self, path: str) -> Condition:
        zone = self.version.zone
        fact = NAMES[path]
        self._offer(fact, lambda facts: facts.as_of - _TWO_DAYS, lambda facts: facts.as_of + _TWO_DAYS)
        gate = self.gates.get(fact, NEVER)

        def check(facts: Facts) -> Answer:
            due = getattr(facts, fact)
            if due is None:
                return None if gate.check(facts) else True
            return day_is_over(due, facts.as_of, zone)

        return Condition(check, (fact,))

    def _placed_between(self, days: tuple[str, str]) -> Condition:
        first, last = (_month_and_day(day) for day in days)
        version = self.version
        year = 2024
        inside = datetime(year, *first, 12, tzinfo=version.zone)
        outside = datetime(year, *last, 12, tzinfo=version.zone) + _TWO_DAYS
        self._offer("placed_at", lambda _: outside, lambda _: inside)
        return self._about(
            "placed_at", lambda placed: is_between(version.local_day(placed), first, last), False
        )

    # The item and its condition

    def _category(self, names: list[str]) -> Condition:
        groups = self.version.pack.groups.categories
        wanted = frozenset(slug for name in names for slug in groups.get(name, [name]))
        self.words["category"].append(wanted)
        return self._one_of("category", wanted)

    def _country(self, names: list[str]) -> Condition:
        groups = self.version.pack.groups.countries
        wanted = frozenset(code for name in names for code in groups.get(name, [name]))
        self.words["country"].append(wanted)
        return self._one_of("country", wanted)

    def _tags(self, words: list[str]) -> Condition:
        wanted = frozenset(words)
        return Condition(lambda facts: not wanted.isdisjoint(facts.tags), ("tags",))

    def _faults(self, words: list[str]) -> Condition:
        wanted = frozenset(words)
        return Condition(lambda facts: not wanted.isdisjoint(facts.faults), ("faults",))

    def _evidence(self, words: list[str]) -> Condition:
        wanted = [SATISFIED_BY.get(word, frozenset({word})) for word in words]
        return Condition(
            lambda facts: all(not kinds.isdisjoint(facts.evidence) for kinds in wanted), ("evidence",)
        )

    def _condition(self, states: dict[str, bool]) -> Condition:
        return all_of([self._state(name, wanted) for name, wanted in states.items()])

    def _state(self, name: str, wanted: bool) -> Condition:
        return self._about(name, lambda value: value is wanted, HARMLESS[name] is wanted)

    def _warranty(self, state: str) -> Condition:
        zone = self.version.zone
        over = state == "over"
        self._offer(
            "warranty_until",
            lambda facts: facts.reported_at + _TWO_DAYS,
            lambda facts: facts.reported_at - _TWO_DAYS,
        )
        gate = self.gates.get("warranty_until", NEVER)

        def check(facts: Facts) -> Answer:
            until = facts.warranty_until
            if until is None:
                return None if gate.check(facts) else False
            if isinstance(until, datetime):
                return (facts.reported_at > until) is over
            return day_is_over(until, facts.reported_at, zone) is over

        return Condition(check, ("warranty_until",))

    # Figures and flags

    def _more_than(self, limits: dict[str, Value]) -> Condition:
        return all_of(
            [self._exceeds(NAMES[path], self.number(value), False) for path, value in limits.items()]
        )

    def _at_least(self, limits: dict[str, Value]) -> Condition:
        return all_of(
            [self._exceeds(NAMES[path], self.number(value), True) for path, value in limits.items()]
        )

    def _exceeds(self, fact: str, limit: Decimal, reached: bool) -> Condition:
        harmless = HARMLESS.get(fact, limit + 1)
        self._offer(fact, lambda _: harmless, lambda _: limit, lambda _: limit + 1)
        if limit > 0:
            self._offer(fact, lambda _: Decimal(0))

        def test(value: Any) -> bool:
            return bool(value >= limit if reached else value > limit)

        return self._about(fact, test, test(harmless))

    def _pickup(self, wanted: bool) -> Condition:
        return Condition(lambda facts: facts.pickup is wanted, ("pickup",))

    def _fraud(self, wanted: bool) -> Condition:
        return Condition(lambda facts: facts.suspected_fraud is wanted, ("suspected_fraud",))

    # Windows

    def _past(self, name: str) -> Condition:
        return self._window(name, past=True)

    def _within(self, name: str) -> Condition:
        return self._window(name, past=False)

    def _window(self, name: str, past: bool) -> Condition:
        limit = self.limit(name)
        at = self.version.pack.windows[name].judged_at
        fact = NAMES[self.version.pack.windows[name].after]
        gate = self.gates.get(fact, NEVER)

        def check(facts: Facts) -> Answer:
            found = limit(facts)
            if found is None:
                known = getattr(facts, fact) is not None
                return None if known or gate.check(facts) else not past
            return found.is_past(facts.reported_at if at == "reported_at" else facts.as_of) is past

        return Condition(check, self.limit_reads[name], windows=(name,))

    def limit(self, name: str) -> Callable[[Facts], Limit | None]:
        """The function that gives a window's end for a case, or None while that is unknown."""
        if name not in self.limits:
            self.limits[name] = self._build_limit(name)
        return self.limits[name]

    def _build_limit(self, name: str) -> Callable[[Facts], Limit | None]:
        version = self.version
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
                self._offer("placed_at", lambda facts: facts.as_of)
            cases.append((self.build(case.when), span, case.until))
        extends = any(case.until for case in window.cases)
        self.limit_reads[name] = (
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
        zone, calendar = self.version.zone, self.version.calendar
        for condition, span, until in cases:
            answer = condition.check(facts)
            if answer is None:
                return None
            if answer:
                found = add_span(start, span or usual, zone, calendar)
                return found if until is None else _extended(found, facts.placed_at, until, self.version)
        return add_span(start, usual, zone, calendar)

    def _offer_starts(self, fact: str, judged_at: str, span: Span) -> None:
        back = _just_longer_than(span)
        self._offer(
            fact,
            lambda facts: getattr(facts, judged_at),
            lambda facts: getattr(facts, judged_at) - back,
        )

    def domain(self, fact: str, facts: Facts) -> list[Any]:
        """The values of an unknown fact that can make a difference, the harmless one first."""
        if fact in _DOMAINS:
            return list(_DOMAINS[fact])
        if fact in self.words:
            return _representatives(self.words[fact])
        if fact in self.candidates:
            return list(dict.fromkeys(candidate(facts) for candidate in self.candidates[fact]))
        if fact not in HARMLESS:
            return [None]  # nothing in this program reads it
        harmless = HARMLESS[fact]
        return [harmless, not harmless]


_DOMAINS: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "order_type": ORDER_TYPES,
    "tracking": TRACKING_STATES,
}


def _representatives(groups: list[frozenset[str]]) -> list[str]:
    """A word in no group, then one for each combination of groups."""
    found: dict[tuple[bool, ...], str] = {tuple(False for _ in groups): ""}
    for word in sorted(set().union(*groups)):
        found.setdefault(tuple(word in group for group in groups), word)
    return list(found.values())


def _just_longer_than(span: Span) -> timedelta:
    if span.unit == "hour":
        return timedelta(hours=span.value, seconds=1)
    days = {"day": span.value + 1, "month": 31 * span.value + 1, "business_day": 3 * span.value + 15}[
        span.unit
    ]
    return timedelta(days=days)


def _month_and_day(text: str) -> tuple[int, int]:
    return int(text[:2]), int(text[3:])


def _extended(limit: Limit, placed: datetime | None, until: str, version: Version) -> Limit | None:
    """The later of the limit and the end of the day `until` (month-day) that follows the order."""
    if placed is None:
        return None
    month, day = _month_and_day(until)
    ordered_on = version.local_day(placed)
    last = date(ordered_on.year, month, day)
    if last < ordered_on:
        last = date(ordered_on.year + 1, month, day)
    end = end_of_day(last, version.zone)
    return Limit(end, ends_a_day=True) if end > limit.last else limit


__all__ = ["Check", "Checks"]
