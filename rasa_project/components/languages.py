"""Whether a message is in English or in one of six other languages, by how common its words are in each."""

import re
from functools import lru_cache
from math import log
from typing import List, Mapping, Tuple

from wordfreq import get_frequency_dict

ENGLISH = "en"
OTHERS = ("es", "fr", "de", "pt", "it", "nl")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
UNKNOWN = 1e-7
LEAST_LEAD = 1.0


@lru_cache(maxsize=None)
def frequencies(language: str) -> Mapping[str, float]:
    """The share of running text that each of a language's 30,000 commonest words makes up."""
    return dict(get_frequency_dict(language, wordlist="small"))


def is_foreign(text: str, shop_words: Mapping[str, float] = {}) -> bool:
    """Whether one of the six languages explains the words better; `shop_words` are English all the same."""
    return _best(text, shop_words)[0] != ENGLISH


def language_of(text: str) -> str:
    """The language that explains the words best; English unless another does clearly better."""
    return _best(text, {})[0]


def _best(text: str, shop_words: Mapping[str, float]) -> Tuple[str, float]:
    words = WORD.findall(text.lower())
    english = [max(frequencies(ENGLISH).get(word, UNKNOWN), shop_words.get(word, UNKNOWN)) for word in words]
    least = sum(map(log, english)) + LEAST_LEAD
    likeliest = max(((other, _likelihood(words, other)) for other in OTHERS), key=lambda each: each[1])
    return likeliest if likeliest[1] > least else (ENGLISH, least)


def _likelihood(words: List[str], language: str) -> float:
    known = frequencies(language)
    return sum(log(max(known.get(word, UNKNOWN), UNKNOWN)) for word in words)
