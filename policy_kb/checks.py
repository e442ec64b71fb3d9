"""The named checks that a pack's conditions are made of: one question each, three answers."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from policy_kb.condition_model import Value, When
from policy_kb.conditions import ALWAYS, NEVER, Answer, Condition, all_of, any_of, constantly, negated
from policy_kb.domains import Domains
from policy_kb.facts import NAMES, Facts
from policy_kb.moments import day_is_over, is_between
from policy_kb.pack_model import Ask
from policy_kb.version import Version
from policy_kb.vocabulary import HARMLESS, REASON_GROUPS, SATISFIED_BY
from policy_kb.windows import Windows, month_and_day

_TWO_DAYS = timedelta(days=2)
_DELIVERED = frozenset({"delivered", "completed"})


class Checks:
    """Builds the checks of one version for one request and one reason, and notes which values matter."""

    def __init__(self, version: Version, request: str, reason: str | None) -> None:
        self.version = version
        self.request = request
        self.reason = reason
        self.domains = Domains()
        self.windows = Windows(version, self.domains, self.build)
        self.gates: dict[str, Condition] = {}
        asks = [ask if isinstance(ask, Ask) else Ask(fact=ask) for ask in version.pack.asks]
        self.gates.update({NAMES[ask.fact]: ALWAYS for ask in asks if ask.when is None})
        self.gates.update({NAMES[ask.fact]: self.build(ask.when) for ask in asks if ask.when is not None})

    def build(self, when: When | None) -> Condition:
        """The condition that `when` describes; none given always holds."""
        parts: list[Condition] = []
        if when is not None:
            for name in When.__struct_fields__:
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
        self.domains.offer(fact, lambda facts: facts.as_of - _TWO_DAYS, lambda facts: facts.as_of + _TWO_DAYS)
        gate = self.gates.get(fact, NEVER)

        def check(facts: Facts) -> Answer:
            due = getattr(facts, fact)
            if due is None:
                return None if gate.check(facts) else True
            return day_is_over(due, facts.as_of, zone)

        return Condition(check, (fact,))

    def _placed_between(self, days: tuple[str, str]) -> Condition:
        first, last = (month_and_day(day) for day in days)
        version = self.version
        year = 2024
        inside = datetime(year, *first, 12, tzinfo=version.zone)
        outside = datetime(year, *last, 12, tzinfo=version.zone) + _TWO_DAYS
        self.domains.offer("placed_at", lambda _: outside, lambda _: inside)
        return self._about(
            "placed_at", lambda placed: is_between(version.local_day(placed), first, last), False
        )

    # The item and its condition

    def _category(self, names: list[str]) -> Condition:
        groups = self.version.pack.groups.categories
        wanted = frozenset(slug for name in names for slug in groups.get(name, [name]))
        self.domains.offer_words("category", wanted)
        return self._one_of("category", wanted)

    def _country(self, names: list[str]) -> Condition:
        groups = self.version.pack.groups.countries
        wanted = frozenset(code for name in names for code in groups.get(name, [name]))
        self.domains.offer_words("country", wanted)
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
        self.domains.offer(
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
        self.domains.offer(fact, lambda _: harmless, lambda _: limit, lambda _: limit + 1)
        if limit > 0:
            self.domains.offer(fact, lambda _: Decimal(0))

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
        limit = self.windows.limit(name)
        at = self.version.pack.windows[name].judged_at
        fact = NAMES[self.version.pack.windows[name].after]
        gate = self.gates.get(fact, NEVER)

        def check(facts: Facts) -> Answer:
            found = limit(facts)
            if found is None:
                known = getattr(facts, fact) is not None
                return None if known or gate.check(facts) else not past
            return found.is_past(facts.reported_at if at == "reported_at" else facts.as_of) is past

        return Condition(check, self.windows.reads[name], windows=(name,))
