"""A message in clauses: what may be said, asked or agreed to on its own."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Iterator, List, Sequence, Tuple

from components.language import english
from components.languages import is_foreign

# A full stop ends a clause only before a space: not in "49.90" or "a.b@example.com".
BREAK = re.compile(r"[!?…]+|[.,;:]+(?=\s|$)|\n+|\s[-–—]+\s")
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?|[^\w\s]")
LETTERS = re.compile(r"\w")
VERBS = ("VB", "VBD", "VBN", "VBP", "VBZ", "MD")
FEWEST_WORDS = 3


@dataclass(frozen=True)
class Part:
    """`text[start:end]` of the message, without what separates it from the next but a question mark."""

    start: int
    end: int
    text: str


def split_clauses(
    text: str, conjunctions: Sequence[str], most: int, codes: Sequence[Tuple[int, int]] = ()
) -> List[Part]:
    """At most so many clauses, in order; the last takes the rest. `codes` (start, end) are never broken.

    Punctuation always separates; a conjunction only where both sides could stand alone.
    """
    parts: List[Part] = []
    for start, end, mark in _between_marks(text, codes):
        inside = [begin for begin, _ in codes if start <= begin < end]
        ends = [*_at_conjunctions(text, start, end, frozenset(conjunctions), inside), end]
        for at, until in zip([start, *ends], ends):  # noqa: B905  # each ends where the next begins
            parts.append(_part(text, at, until, mark if until == end else ""))
    if len(parts) > most:
        first, last = parts[most - 1], parts[-1]
        parts = [*parts[: most - 1], Part(first.start, last.end, text[first.start : last.end])]
    return parts


def _between_marks(text: str, codes: Sequence[Tuple[int, int]]) -> Iterator[Tuple[int, int, str]]:
    start = 0
    for match in BREAK.finditer(text):
        if any(begin < match.end() and match.start() < end for begin, end in codes):
            continue
        if LETTERS.search(text, start, match.start()) or _is_sign(text[start : match.start()]):
            yield start, match.start(), match.group().strip()
        start = match.end()
    if text[start:].strip():
        yield start, len(text), ""


def _is_sign(piece: str) -> bool:
    """Whether a piece without letters still says something: an emoji."""
    return any(ord(letter) > 0x2000 for letter in piece)


def _at_conjunctions(
    text: str, start: int, end: int, conjunctions: "frozenset[str]", codes: Sequence[int]
) -> Iterator[int]:
    """Where a further clause begins: at a conjunction, which belongs to what it opens."""
    words = list(WORD.finditer(text, start, end))[1:-1]
    places = [(match.start(), match.end()) for match in words if match.group().lower() in conjunctions]
    if not places:
        return
    telling, fewest = _telling(text[start:end])
    marks = sorted({*codes, *(start + place for place in telling)})  # "cancel 1001 and 1002": two orders
    at = start
    for place, after in places:
        before, behind = bisect_left(marks, place), bisect_left(marks, after)
        if before - bisect_left(marks, at) >= fewest and len(marks) - behind >= fewest:
            yield place
            at = place


def _telling(text: str) -> Tuple[List[int], int]:
    """Where the words begin by which a piece could stand alone, and how many of them it needs.

    In English it needs a verb, in other languages a few words of any kind.
    """
    if is_foreign(text):
        return [match.start() for match in re.finditer(r"\S+", text)], FEWEST_WORDS
    return [token.idx for token in english()(text.lower()) if token.tag_ in VERBS], 1


def _part(text: str, start: int, end: int, mark: str) -> Part:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Part(start, end, text[start:end] + ("?" if "?" in mark else ""))
