"""Heads: one calibrated linear classifier for each thing asked of a clause, on the same features."""

from dataclasses import dataclass
from typing import Dict, List, Mapping, Sequence, Tuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from components.calibration import softmax

HELD_BACK = 0.2
FEWEST = 5  # of a label, below which it can't be held back


@dataclass
class Head:
    """One classifier: a row of weights for each label, and the temperature that makes its odds honest."""

    labels: List[str]
    weights: np.ndarray
    intercepts: np.ndarray
    temperature: float

    @classmethod
    def fit(cls, rows: csr_matrix, labels: Sequence[str], sharpness: float) -> "Head":
        """Learns from all rows; the temperature from a fifth held back from a first fit."""
        gold = np.array(labels)
        kept, held = _held_back(gold)
        first = _classifier(sharpness).fit(rows[kept], gold[kept])
        temperature = _temperature(_margins(first, rows[held]), gold[held], first.classes_)
        whole = _classifier(sharpness).fit(rows, gold)
        weights, intercepts = _both_sides(whole)
        return cls(
            [str(each) for each in whole.classes_],
            np.ascontiguousarray(weights.T, dtype=np.float32),
            intercepts,
            temperature,
        )

    def odds(self, rows: csr_matrix) -> np.ndarray:
        """One row of probabilities for each clause, in the order of the labels."""
        return softmax((np.asarray(rows @ self.weights) + self.intercepts) / self.temperature)


def _held_back(gold: np.ndarray) -> Tuple[np.ndarray, np.ndarray]:
    """Places to learn from and a fifth held back; of labels that few rows have none is held back."""
    names, counts = np.unique(gold, return_counts=True)
    many = np.isin(gold, names[counts >= FEWEST])
    kept, held = train_test_split(
        np.flatnonzero(many), test_size=HELD_BACK, stratify=gold[many], random_state=0
    )
    return np.concatenate([kept, np.flatnonzero(~many)]), held


Reading = Dict[str, Tuple[str, float]]


@dataclass
class Heads:
    """All heads by name."""

    heads: Mapping[str, Head]

    @classmethod
    def fit(cls, rows: csr_matrix, labelled: Sequence[Mapping[str, str]], sharpness: float) -> "Heads":
        """`labelled` has for each row the labels by head; a head learns from the rows that name it."""
        heads = {}
        for name in sorted({name for labels in labelled for name in labels}):
            places = [place for place, labels in enumerate(labelled) if name in labels]
            heads[name] = Head.fit(rows[places], [labelled[place][name] for place in places], sharpness)
        return cls(heads)

    def share(self, name: str, labels: Sequence[str], rows: csr_matrix) -> List[float]:
        """For each clause how likely it is any of these labels of a head."""
        head = self.heads[name]
        places = [place for place, label in enumerate(head.labels) if label in labels]
        return [float(odds[places].sum()) for odds in head.odds(rows)]

    def read(self, rows: csr_matrix) -> List[Reading]:
        """For each clause the likeliest label of every head, with its probability."""
        readings: List[Reading] = [{} for _ in range(rows.shape[0])]
        for name, head in self.heads.items():
            for reading, odds in zip(readings, head.odds(rows)):  # noqa: B905  # a row for each clause
                best = int(odds.argmax())
                reading[name] = (head.labels[best], float(odds[best]))
        return readings


def _classifier(sharpness: float) -> LinearSVC:
    return LinearSVC(C=sharpness, class_weight="balanced", tol=0.01, random_state=0)


def _both_sides(classifier: LinearSVC) -> Tuple[np.ndarray, np.ndarray]:
    """A row for each label, also where there are only two."""
    weights, intercepts = classifier.coef_, classifier.intercept_
    if len(classifier.classes_) > 2:
        return weights, intercepts
    half = weights[0] / 2, intercepts[0] / 2
    return np.vstack([-half[0], half[0]]), np.array([-half[1], half[1]])


def _margins(classifier: LinearSVC, rows: csr_matrix) -> np.ndarray:
    weights, intercepts = _both_sides(classifier)
    return np.asarray(rows @ weights.T) + intercepts


def _temperature(margins: np.ndarray, gold: np.ndarray, labels: np.ndarray) -> float:
    places = np.searchsorted(labels, gold)

    def loss(temperature: float) -> float:
        chosen = softmax(margins / temperature)[np.arange(len(gold)), places]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=(0.1, 5.0), method="bounded").x)
