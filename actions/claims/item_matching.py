"""Which line of an order a shopper's words mean."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from shop.models import Item

FILLERS = {"a", "an", "and", "the", "of", "for", "in", "with", "my", "one", "size"}
LONG_ENOUGH_TO_SLIP, ALIKE, SLIPPED = 4, 82, 0.6


def match_item(named: Sequence[str], items: Sequence[Item]) -> Item | None:
    """The one line that the first telling words name; None if none do. An only line is always meant."""
    if len(items) == 1:
        return items[0]
    matches = (named_by(words, items) for words in named)
    return next((item for item in matches if item is not None), None)


def named_by(words: str, items: Sequence[Item]) -> Item | None:
    """The one line that is named: by sku, by name, or by most of the words that tell it from the others."""
    for item in items:
        if words.strip().lower() in (item.sku.lower(), item.name.lower()):
            return item
    names = [_words(item.name) for item in items]
    shared = set.intersection(*names)
    said = _words(words)
    scores = [sum(_how_said(word, said) for word in name - shared) for name in names]
    best = max(scores)
    return items[scores.index(best)] if best and scores.count(best) == 1 else None


def _words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w+", text.lower()) if word not in FILLERS}


def _how_said(word: str, said: set[str]) -> float:
    """1 if a word is among those said, less if only with a slip of the finger or as a plural, else 0."""
    if word in said:
        return 1
    is_alike = len(word) >= LONG_ENOUGH_TO_SLIP and any(fuzz.ratio(word, other) >= ALIKE for other in said)
    return SLIPPED if is_alike else 0
