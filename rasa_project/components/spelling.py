"""Mends slips of one letter towards the words that shoppers use, and touches nothing else."""

import re
from collections import Counter, defaultdict
from typing import Dict, FrozenSet, Iterable, List, Set, Tuple

from spacy.lang.de.stop_words import STOP_WORDS as GERMAN
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.es.stop_words import STOP_WORDS as SPANISH
from spacy.lang.fr.stop_words import STOP_WORDS as FRENCH
from spacy.lang.it.stop_words import STOP_WORDS as ITALIAN
from spacy.lang.nl.stop_words import STOP_WORDS as DUTCH
from spacy.lang.pt.stop_words import STOP_WORDS as PORTUGUESE

FOREIGN = frozenset().union(GERMAN, SPANISH, FRENCH, ITALIAN, DUTCH, PORTUGUESE) - ENGLISH
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
SHORTEST = 3
SAFE_LENGTH = 4
COMMON = 40


class Speller:
    """Knows the training vocabulary; `lexicon` are other real words, which are left alone."""

    def __init__(self, frequency: Dict[str, int], lexicon: FrozenSet[str]) -> None:
        """`frequency` counts the words worth mending towards."""
        self.frequency, self.lexicon = frequency, lexicon
        self._by_deletion: Dict[str, List[str]] = defaultdict(list)
        for word in frequency:
            for shorter in _deletions(word):
                self._by_deletion[shorter].append(word)

    @classmethod
    def learn(cls, texts: Iterable[str], lexicon: Iterable[str]) -> "Speller":
        """Takes as vocabulary every word that is real or was written more than once."""
        counted = Counter(word for text in texts for word in WORD.findall(text))
        real = frozenset(word for word in lexicon if WORD.fullmatch(word))
        return cls(
            {
                word: times
                for word, times in counted.items()
                if len(word) >= SHORTEST and (times > 2 or (times > 1 and word in real))
            },
            real,
        )

    def mended(self, text: str) -> str:
        """The text with each unknown word replaced by its likeliest neighbour, unless it isn't English."""
        if self.is_foreign(text):
            return text
        return WORD.sub(lambda match: self._mended_word(match.group()), text)

    def is_foreign(self, text: str) -> bool:
        """Whether the text isn't English: by its small words, or because it has no known word at all."""
        words = WORD.findall(text.lower())
        known = any(word in self.frequency or word in self.lexicon or word in ENGLISH for word in words)
        return is_foreign(text) or (bool(words) and not known and not self._is_slip(words))

    def _is_slip(self, words: List[str]) -> bool:
        return any(self._mended_word(word) != word for word in words)

    def _mended_word(self, word: str) -> str:
        if len(word) < SHORTEST or word in self.frequency or word in self.lexicon:
            return word
        candidates = [known for known in self._neighbours(word) if self._is_safe(word, known)]
        return max(candidates, key=lambda known: self._likelihood(word, known), default=word)

    def _likelihood(self, word: str, known: str) -> Tuple[bool, int, str]:
        """Swapped letters are the commonest slip; then the commoner word wins."""
        return (sorted(word) == sorted(known), self.frequency[known], known)

    def _is_safe(self, word: str, known: str) -> bool:
        is_common = self.frequency[known] >= COMMON
        return len(known) >= SAFE_LENGTH or is_common or sorted(word) == sorted(known)

    def _neighbours(self, word: str) -> Set[str]:
        near = set(self._by_deletion.get(word, ()))
        for shorter in _deletions(word):
            if shorter in self.frequency:
                near.add(shorter)
            near.update(known for known in self._by_deletion.get(shorter, ()) if _one_edit(word, known))
        return near


def _deletions(word: str) -> Set[str]:
    return {word[:place] + word[place + 1 :] for place in range(len(word))}


def _one_edit(word: str, known: str) -> bool:
    """Same length: one letter replaced, or two neighbours swapped."""
    if len(word) != len(known):
        return False
    differing = [place for place in range(len(word)) if word[place] != known[place]]
    if len(differing) == 1:
        return True
    return (
        len(differing) == 2
        and differing[1] == differing[0] + 1
        and word[differing[0]] == known[differing[1]]
        and word[differing[1]] == known[differing[0]]
    )


def is_foreign(text: str) -> bool:
    """Whether more of the small words belong to the six other languages than to English."""
    words = WORD.findall(text.lower())
    return sum(word in FOREIGN for word in words) > sum(word in ENGLISH for word in words)
