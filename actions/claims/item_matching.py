"""Which lines of an order a shopper's words mean: the order is all there is to choose from."""

import re
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from rapidfuzz import fuzz

LONG_ENOUGH_TO_SLIP, ALIKE = 4, 82
LIKE, LEAD = 0.36, 0.05
LONGEST_WINDOW = 4
_WORD = re.compile(r"[^\W_]+")

Likeness = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]]


class Named(Protocol):
    """Something that is sold, with its number and its name."""

    sku: str
    name: str


Item = TypeVar("Item", bound=Named)


def named_in(text: str, items: Sequence[Item], likeness: Likeness | None = None) -> list[Item]:
    """The items that the words name, in the order's sequence; none where it can't be told which.

    By number or by words that tell an item from the others; else by meaning (`likeness` of texts to names,
    from 0 to 1), so that "la cafetera" finds the coffee maker.
    """
    words = _words(text)
    tokens = {token.strip(".,;:!?()\"'").lower() for token in text.split()}
    by_number = [item for item in items if item.sku.lower() in tokens]
    found = by_number or _by_words(words, items)
    if found or likeness is None or not words or _is_shared(words, items):
        return found
    return _by_meaning(text, items, likeness)


def _is_shared(said: Sequence[str], items: Sequence[Item]) -> bool:
    """Whether a word was said that several names have: it can't be told which of them is meant."""
    names = [set(_words(item.name)) for item in items]
    telling = [word for word in said if len(word) >= LONG_ENOUGH_TO_SLIP]
    return any(sum(word in name for name in names) > 1 for word in telling)


def _by_words(said: Sequence[str], items: Sequence[Item]) -> list[Item]:
    names = [_words(item.name) for item in items]
    exact = {word for name in names for word in name if word in said}
    whole = [
        place for place, name in enumerate(names) if name and all(_is_said(w, said, exact) for w in name)
    ]
    # "the desk" is the desk, though the desk lamp has the word too
    covered = {word for place in whole for word in names[place]}
    longest = max((len(names[place]) for place in whole), default=0)
    chosen = {place for place in whole if len(names[place]) == longest or not set(names[place]) < covered}
    rest = [word for word in said if not any(_alike(word, each) for each in covered)]
    for place, name in enumerate(names):
        others = {word for other, words in enumerate(names) if other != place for word in words}
        if any(word not in others and _is_said(word, rest, exact) for word in name):
            chosen.add(place)
    return [items[place] for place in sorted(chosen)]


def _is_said(word: str, said: Sequence[str], exact: set[str]) -> bool:
    """Whether a word of a name was said, be it with a slip; what is another name's word is no slip."""
    return word in said or any(_alike(word, other) for other in said if other not in exact)


def _alike(word: str, other: str) -> bool:
    """The same but for a slip of the finger or a plural."""
    return word == other or (len(word) >= LONG_ENOUGH_TO_SLIP and fuzz.ratio(word, other) >= ALIKE)


def _by_meaning(text: str, items: Sequence[Item], likeness: Likeness) -> list[Item]:
    windows = _windows(text)
    if not windows:
        return []
    best = [
        max(row[place] for row in likeness(windows, [each.name for each in items]))
        for place in range(len(items))
    ]
    order = sorted(range(len(items)), key=lambda place: -best[place])
    first = best[order[0]]
    second = best[order[1]] if len(order) > 1 else 0.0
    is_meant = first >= LIKE and first - second >= LEAD
    return [items[order[0]]] if is_meant else []


def _windows(text: str) -> list[str]:
    """Runs of two to four words that hold one of some length; a word alone is like any name of one word."""
    words = _words(text)
    runs = {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(min(start + 2, len(words)), min(len(words), start + LONGEST_WINDOW) + 1)
        if len(words[end - 1]) >= LONG_ENOUGH_TO_SLIP or len(words[start]) >= LONG_ENOUGH_TO_SLIP
    }
    return sorted(runs)


def _words(text: str) -> list[str]:
    return [word for word in _WORD.findall(text.lower()) if len(word) > 1 or word.isdigit()]
