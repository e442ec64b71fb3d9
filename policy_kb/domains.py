"""The values of an unknown fact that can make a difference to one program's checks."""

from collections.abc import Callable
from typing import Any

from policy_kb.facts import Facts
from policy_kb.vocabulary import HARMLESS, ORDER_TYPES, STATUSES, TRACKING_STATES

Candidate = Callable[[Facts], Any]
_DOMAINS: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "order_type": ORDER_TYPES,
    "tracking": TRACKING_STATES,
}


class Domains:
    """For each fact the values worth trying, as the checks that read it have offered them."""

    def __init__(self) -> None:
        self._candidates: dict[str, list[Candidate]] = {}
        self._words: dict[str, list[frozenset[str]]] = {"category": [], "country": []}

    def offer(self, fact: str, *candidates: Candidate) -> None:
        """Values of the fact on either side of a limit, the harmless one first."""
        self._candidates.setdefault(fact, []).extend(candidates)

    def offer_words(self, fact: str, words: frozenset[str]) -> None:
        """A group of words that a check tells from all others."""
        self._words[fact].append(words)

    def of(self, fact: str, facts: Facts) -> list[Any]:
        """The values of an unknown fact that can make a difference, the harmless one first."""
        if fact in _DOMAINS:
            return list(_DOMAINS[fact])
        if fact in self._words:
            return _representatives(self._words[fact])
        if fact in self._candidates:
            return list(dict.fromkeys(candidate(facts) for candidate in self._candidates[fact]))
        if fact not in HARMLESS:
            return [None]  # nothing in this program reads it
        harmless = HARMLESS[fact]
        return [harmless, not harmless]


def _representatives(groups: list[frozenset[str]]) -> list[str]:
    """A word in no group, then one for each combination of groups."""
    found: dict[tuple[bool, ...], str] = {tuple(False for _ in groups): ""}
    for word in sorted(set().union(*groups)):
        found.setdefault(tuple(word in group for group in groups), word)
    return list(found.values())
