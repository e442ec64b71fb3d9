"""What is learned of a clause: a calibrated linear classifier on its features."""

from dataclasses import dataclass
from typing import List, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.model_selection import train_test_split
from sklearn.svm import LinearSVC

from components.calibration import fitted_temperature, softmax

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
        places = np.searchsorted(first.classes_, gold[held])
        temperature = fitted_temperature(first.decision_function(rows[held]), places, (0.1, 5.0))
        whole = _classifier(sharpness).fit(rows, gold)
        return cls(
            [str(each) for each in whole.classes_],
            np.ascontiguousarray(whole.coef_.T, dtype=np.float32),
            whole.intercept_,
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


def _classifier(sharpness: float) -> LinearSVC:
    return LinearSVC(C=sharpness, class_weight="balanced", tol=0.01, random_state=0)
