"""The clause model: sentence encoder and n-grams under one head for each thing that is asked of a clause."""

from dataclasses import dataclass
from typing import Callable, List, Sequence, Tuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from components.features import WORDS, Features, encode, on_one_core
from components.noise import with_slips
from components.reading.heads import Heads, Reading
from components.reading.labelled import Clause

# Clauses that do these take back an assent beside them.
TAKES_BACK = (
    "refusal", "hesitation", "condition", "correction", "question", "stop", "undo", "cannot", "unknown",
)  # fmt: skip
SLIPS_EVERY, LONG_ENOUGH_TO_SLIP = 3, 12


def words() -> TfidfVectorizer:
    """Words and pairs of them that occur twice."""
    return TfidfVectorizer(
        token_pattern=WORDS, ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32
    )


def characters() -> TfidfVectorizer:
    """Runs of three and four letters that occur three times: what is left of a misspelt word."""
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 4), min_df=3, sublinear_tf=True, dtype=np.float32
    )


@dataclass
class ClauseModel:
    """Reads masked clauses."""

    features: Features
    heads: Heads

    @classmethod
    def train(cls, clauses: Sequence[Clause], sharpness: float, seen: Callable[[str], str]) -> "ClauseModel":
        """Fits on what is `seen` of the clauses, and on a copy of a third of them with slips."""
        taught = [(seen(one.text), one.labels) for one in clauses]
        taught += [
            (with_slips(text, seed, 0.25), labels)
            for seed, (text, labels) in enumerate(taught[::SLIPS_EVERY])
            if len(text) > LONG_ENOUGH_TO_SLIP
        ]
        texts = [text for text, _ in taught]
        features = Features(words=words(), characters=characters()).fit(texts)
        rows = features.transform(texts, encode(texts))
        return cls(features, Heads.fit(rows, [labels for _, labels in taught], sharpness))

    def read(self, texts: Sequence[str]) -> List[Tuple[Reading, float]]:
        """For each clause the likeliest label of every head, and how likely it takes an assent back."""
        with on_one_core():
            rows = self.features.transform(texts, encode(texts))
            return list(zip(self.heads.read(rows), self.heads.share("act", TAKES_BACK, rows)))  # noqa: B905
