"""The clause model: sentence encoder and n-grams under a linear head that tells what a clause does."""

from dataclasses import dataclass
from typing import Callable, List, Sequence, Tuple

from components.features import Features, characters, encode, on_one_core, words
from components.noise import with_slips
from components.reading.head import Head
from components.reading.labelled import Clause

# Clauses that do these take back an assent beside them.
TAKES_BACK = (
    "refusal", "hesitation", "condition", "correction", "question", "stop", "undo", "cannot", "unknown",
)  # fmt: skip
SLIPS_EVERY, LONG_ENOUGH_TO_SLIP = 3, 12


@dataclass
class ClauseModel:
    """Reads masked clauses."""

    features: Features
    head: Head

    @classmethod
    def train(cls, clauses: Sequence[Clause], sharpness: float, seen: Callable[[str], str]) -> "ClauseModel":
        """Fits on what is `seen` of the clauses, and on a copy of a third of them with slips."""
        taught = [(seen(one.text), one.act) for one in clauses]
        taught += [
            (with_slips(text, seed, 0.25), act)
            for seed, (text, act) in enumerate(taught[::SLIPS_EVERY])
            if len(text) > LONG_ENOUGH_TO_SLIP
        ]
        texts = [text for text, _ in taught]
        features = Features(words=words(fewest=2), characters=characters((3, 4), fewest=3)).fit(texts)
        rows = features.transform(texts, encode(texts))
        return cls(features, Head.fit(rows, [act for _, act in taught], sharpness))

    def read(self, texts: Sequence[str]) -> List[Tuple[str, float, float]]:
        """For each clause the likeliest act, how likely it is, and how likely it takes an assent back."""
        with on_one_core():
            odds = self.head.odds(self.features.transform(texts, encode(texts)))
        against = [place for place, act in enumerate(self.head.labels) if act in TAKES_BACK]
        return [
            (self.head.labels[int(row.argmax())], float(row.max()), float(row[against].sum())) for row in odds
        ]
