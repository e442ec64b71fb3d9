"""Mends slips of one letter: of all readings of a message the likeliest, after Kernighan's noisy channel.

A reading is likely if its words are common in what shoppers write and in English, if they follow each
other as in the examples, and if few of them had to be changed.
"""

from collections import Counter
from itertools import pairwise
from math import log
from string import ascii_lowercase
from typing import Any, Dict, Iterable, List, Set, Tuple

from components.languages import ENGLISH, WORD, frequencies, is_foreign

START = "^"
SHOP_SHARE = 0.5
PRIOR_WEIGHT = 30.0
NEVER_SEEN = 1e-9
COMMON = 3e-6
SLIP, SLIP_IN_A_REAL_WORD, SWAP_IS_LIKELIER = -7.0, -8.0, 1.0
SHORTEST, LONGEST = 2, 30  # the readings of a word cost the square of its length
MOST_CANDIDATES = 12
CACHED_WORDS = 5000
Candidates = List[Tuple[str, float]]


class Speller:
    """A language model of the examples, mixed with that of English."""

    def __init__(self, words: Dict[str, int], pairs: Dict[Tuple[str, str], int]) -> None:
        """Counts of words and of neighbouring words; `START` stands before the first."""
        self._words, self._pairs = words, pairs
        total = sum(words.values()) - words.get(START, 0)
        self.shop_words = {word: times / total for word, times in words.items() if times > 1}
        self._cache: Dict[str, Candidates] = {}

    def __getstate__(self) -> Dict[str, Any]:
        """Everything but the cache."""
        return {**self.__dict__, "_cache": {}}

    @classmethod
    def learn(cls, texts: Iterable[str]) -> "Speller":
        """Counts the words of the texts."""
        words: "Counter[str]" = Counter()
        pairs: "Counter[Tuple[str, str]]" = Counter()
        for text in texts:
            line = [START, *WORD.findall(text)]
            words.update(line)
            pairs.update(pairwise(line))
        return cls(words, pairs)

    def mended(self, text: str) -> str:
        """The text in its likeliest reading, unless it isn't English."""
        matches = list(WORD.finditer(text))
        if not matches or self.is_foreign(text):
            return text
        pieces, end = [], 0
        for match, word in zip(matches, self._likeliest([m.group() for m in matches])):  # noqa: B905
            pieces += [text[end : match.start()], word]
            end = match.end()
        return "".join(pieces) + text[end:]

    def is_foreign(self, text: str) -> bool:
        """Whether the text is in one of the other languages."""
        return is_foreign(text, self.shop_words)

    def _likeliest(self, words: List[str]) -> Tuple[str, ...]:
        """Viterbi's path through the candidates of each word."""
        paths: Dict[str, Tuple[float, Tuple[str, ...]]] = {START: (0.0, ())}
        for word in words:
            reached = {}
            for candidate, cost in self._candidates(word):
                score, path = max(
                    (before + log(self._after(last, candidate)), path)
                    for last, (before, path) in paths.items()
                )
                reached[candidate] = (score + cost, (*path, candidate))
            paths = reached
        return max(paths.values())[1]

    def _after(self, last: str, word: str) -> float:
        seen = self._pairs.get((last, word), 0) + PRIOR_WEIGHT * self._share(word)
        return seen / (self._words.get(last, 0) + PRIOR_WEIGHT)

    def _share(self, word: str) -> float:
        general = frequencies(ENGLISH).get(word, 0.0)
        return SHOP_SHARE * self.shop_words.get(word, 0.0) + (1 - SHOP_SHARE) * general + NEVER_SEEN

    def _is_real(self, word: str) -> bool:
        return word in self.shop_words or frequencies(ENGLISH).get(word, 0.0) > COMMON

    def _candidates(self, word: str) -> Candidates:
        """The word itself and real words one slip away, with the log-odds of that slip."""
        if word not in self._cache:
            if len(self._cache) >= CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = [(word, 0.0), *self._one_slip_away(word)]
        return self._cache[word]

    def _one_slip_away(self, word: str) -> Candidates:
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        near = [one for one in one_slip_away(word) if len(one) >= SHORTEST and self._is_real(one)]
        likeliest = sorted(near, key=lambda one: (-self._share(one), one))[:MOST_CANDIDATES]
        slip = SLIP_IN_A_REAL_WORD if self._is_real(word) else SLIP
        return [(one, slip + SWAP_IS_LIKELIER * (sorted(one) == sorted(word))) for one in likeliest]


def one_slip_away(word: str) -> Set[str]:
    """All strings with one letter less, more, other, or two neighbours swapped."""
    edits = set()
    for place in range(len(word) + 1):
        head, tail = word[:place], word[place:]
        edits.add(head + tail[1:])
        edits.add(head + tail[1:2] + tail[:1] + tail[2:])
        for letter in ascii_lowercase:
            edits.add(head + letter + tail)
            edits.add(head + letter + tail[1:])
    return edits - {word}
