"""Conditions of a pack turned into checks that answer yes, no, or "depends on something unknown"."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from policy_kb.facts import Facts

Answer = bool | None
Check = Callable[[Facts], Answer]


@dataclass(frozen=True, slots=True)
class Condition:
    """A check, the facts it reads in order, and its answer if that is the same for every case."""

    check: Check
    reads: tuple[str, ...] = ()
    constant: bool | None = None
    windows: tuple[str, ...] = ()

    def holds(self, facts: Facts) -> bool:
        """Whether the condition is known to hold."""
        return self.check(facts) is True


def _yes(_: Facts) -> Answer:
    return True


def _no(_: Facts) -> Answer:
    return False


ALWAYS = Condition(_yes, constant=True)
NEVER = Condition(_no, constant=False)


def constantly(answer: bool) -> Condition:
    """A condition with the same answer for every case."""
    return ALWAYS if answer else NEVER


def all_of(parts: Iterable[Condition]) -> Condition:
    """Every part holds; unknown only if no part fails and one is unknown."""
    kept = [part for part in parts if part.constant is not True]
    if any(part.constant is False for part in kept):
        return NEVER
    if not kept:
        return ALWAYS
    if len(kept) == 1:
        return kept[0]
    if len(kept) == 2:
        return _joined(kept, _both(kept[0].check, kept[1].check))
    checks = tuple(part.check for part in kept)

    def check(facts: Facts) -> Answer:
        answer: Answer = True
        for part in checks:
            found = part(facts)
            if found is False:
                return False
            if found is None:
                answer = None
        return answer

    return _joined(kept, check)


def any_of(parts: Iterable[Condition]) -> Condition:
    """At least one part holds; unknown only if none holds and one is unknown."""
    kept = [part for part in parts if part.constant is not False]
    if any(part.constant is True for part in kept):
        return ALWAYS
    if not kept:
        return NEVER
    if len(kept) == 1:
        return kept[0]
    checks = tuple(part.check for part in kept)

    def check(facts: Facts) -> Answer:
        answer: Answer = False
        for part in checks:
            found = part(facts)
            if found is True:
                return True
            if found is None:
                answer = None
        return answer

    return _joined(kept, check)


def negated(part: Condition) -> Condition:
    """The part does not hold; unknown stays unknown."""
    if part.constant is not None:
        return constantly(not part.constant)
    inner = part.check

    def check(facts: Facts) -> Answer:
        found = inner(facts)
        return None if found is None else not found

    return _joined([part], check)


def _both(first: Check, second: Check) -> Check:
    def check(facts: Facts) -> Answer:
        one = first(facts)
        if one is False:
            return False
        two = second(facts)
        return one if two is True else two

    return check


def _joined(parts: list[Condition], check: Check) -> Condition:
    reads = tuple(dict.fromkeys(name for part in parts for name in part.reads))
    windows = tuple(dict.fromkeys(name for part in parts for name in part.windows))
    return Condition(check, reads, None, windows)
