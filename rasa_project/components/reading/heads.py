"""Heads: for each thing that a clause may say one calibrated classifier, all on the same features.

A head looks at a clause twice: at its sentence vector and n-grams, and, in English, at the vector of the
fine-tuned encoder. Each look gives margins; divided by their spread they are averaged. The two err
differently.
"""

import hashlib
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from components.calibration import fitted_temperature, softmax
from components.reading.labelled import NOT_SAID

HELD_BACK_BELOW = 26  # of 256: a tenth
SILENT_EVERY = 6
TEMPERATURES = (0.05, 5.0)
FEWEST_HELD_BACK = 40  # below which a temperature means nothing
Reading = Dict[str, Tuple[str, float]]


def is_held_back(text: str) -> bool:
    """A tenth of the texts, by a digest: the encoder wasn't tuned on them, odds are made honest on them."""
    return hashlib.sha256(text.encode()).digest()[0] < HELD_BACK_BELOW


@dataclass
class Look:
    """Margins of every label from one kind of features, divided by how far they spread on held-back rows."""

    weights: np.ndarray
    intercepts: np.ndarray
    spread: float = 1.0

    @classmethod
    def fit(cls, rows: Any, gold: np.ndarray, sharpness: float) -> "Look":
        """A linear classifier; a row of weights for each label also where there are only two."""
        found = LinearSVC(C=sharpness, class_weight="balanced", tol=0.01, random_state=0).fit(rows, gold)
        weights, intercepts = found.coef_, found.intercept_
        if len(found.classes_) == 2:
            weights, intercepts = (
                np.vstack([-weights / 2, weights / 2]),
                np.r_[-intercepts / 2, intercepts / 2],
            )
        return cls(np.ascontiguousarray(weights.T, dtype=np.float32), intercepts)

    def margins(self, rows: Any) -> np.ndarray:
        """One row for each clause, a column for each label."""
        return (np.asarray(rows @ self.weights) + self.intercepts) / self.spread

    def with_spread(self, spread: float) -> "Look":
        """The same, divided by that."""
        return Look(self.weights, self.intercepts, spread)


@dataclass
class Seen:
    """Clauses as heads see them: `rows` for all, `vectors` of the fine-tuned encoder where `is_english`."""

    rows: csr_matrix
    vectors: np.ndarray
    is_english: np.ndarray

    def take(self, places: Any) -> "Seen":
        """Those at these places."""
        return Seen(self.rows[places], self.vectors[places], self.is_english[places])


@dataclass
class Head:
    """One classifier with two looks; the temperatures that make odds honest are of both, and of the first."""

    labels: List[str]
    plain: Look
    tuned: Optional[Look]
    temperatures: Tuple[float, float]

    @classmethod
    def fit(
        cls, seen: Seen, labels: Sequence[str], is_held: np.ndarray, sharpness: Tuple[float, float]
    ) -> "Head":
        """Learns from all; spreads and temperatures from what is held back of first fits without it."""
        gold = np.array(labels)
        names = np.unique(gold)
        said = [str(each) for each in names]
        held = np.flatnonzero(is_held & np.isin(gold, np.unique(gold[~is_held])))
        kept = np.flatnonzero(~is_held)
        whole = Look.fit(seen.rows, gold, sharpness[0])
        if len(held) < FEWEST_HELD_BACK or len(np.unique(gold[kept])) < len(names):
            return cls(said, whole, None, (1.0, 1.0))
        places = np.searchsorted(names, gold[held])
        first = Look.fit(seen.rows[kept], gold[kept], sharpness[0]).margins(seen.rows[held])
        spread = float(first.std())
        plain = whole.with_spread(spread)
        alone = fitted_temperature(first / spread, places, TEMPERATURES)
        english, learnt = seen.is_english[held], kept[seen.is_english[kept]]
        if english.sum() < FEWEST_HELD_BACK or len(np.unique(gold[learnt])) < len(names):
            return cls(said, plain, None, (alone, alone))
        tuned = Look.fit(seen.vectors[learnt], gold[learnt], sharpness[1])
        second = tuned.margins(seen.vectors[held][english])
        tuned.spread = float(second.std())
        both = (first[english] / spread + second / tuned.spread) / 2
        return cls(said, plain, tuned, (fitted_temperature(both, places[english], TEMPERATURES), alone))

    def odds(self, seen: Seen) -> np.ndarray:
        """One row of probabilities for each clause, in the order of the labels."""
        margins = self.plain.margins(seen.rows)
        divisors = np.full(len(margins), self.temperatures[1])
        if self.tuned is not None and seen.is_english.any():
            english = seen.is_english
            margins[english] = (margins[english] + self.tuned.margins(seen.vectors[english])) / 2
            divisors[english] = self.temperatures[0]
        return softmax(margins / divisors[:, None])


@dataclass
class Heads:
    """All heads by name."""

    heads: Mapping[str, Head]

    @classmethod
    def fit(
        cls,
        seen: Seen,
        labelled: Sequence[Mapping[str, str]],
        sources: Sequence[str],
        is_held: np.ndarray,
        sharpness: Tuple[float, float],
    ) -> "Heads":
        """`labelled` has for each row the labels by head; a head learns from the rows that name it.

        Of rows from elsewhere that say nothing of it a part will do: `sources` tells where each is from.
        """
        names = sorted({name for labels in labelled for name in labels})
        heads = {}
        for name in names:
            places = [
                place
                for place, labels in enumerate(labelled)
                if name in labels
                and (labels[name] != NOT_SAID or name in sources[place] or place % SILENT_EVERY == 0)
            ]
            if len({labelled[place][name] for place in places}) < 2:
                continue  # nothing to tell apart yet
            gold = [labelled[place][name] for place in places]
            heads[name] = Head.fit(seen.take(places), gold, is_held[places], sharpness)
        return cls(heads)

    def read(self, seen: Seen, against: Sequence[str]) -> List[Tuple[Reading, float]]:
        """For each clause the likeliest label of each head with its odds; how likely its act is `against`."""
        readings: List[Reading] = [{} for _ in range(len(seen.is_english))]
        shares = [0.0] * len(readings)
        for name, head in self.heads.items():
            odds = head.odds(seen)
            if name == "act":
                places = [place for place, label in enumerate(head.labels) if label in against]
                shares = [float(row[places].sum()) for row in odds]
            for reading, row in zip(readings, odds):  # noqa: B905  # a row for each clause
                best = int(row.argmax())
                reading[name] = (head.labels[best], float(row[best]))
        return list(zip(readings, shares))  # noqa: B905
