"""Other languages: English examples read through the encoder, which places all languages in one space."""

from dataclasses import dataclass
from typing import List, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression

from components.calibration import softmax
from components.neighbours import Neighbours

NEIGHBOURS_SHARE = 0.4


@dataclass
class ForeignModel:
    """The mean of a logistic regression and of the nearest examples: each errs where the other doesn't."""

    weights: np.ndarray
    intercepts: np.ndarray
    neighbours: Neighbours

    @classmethod
    def train(
        cls, vectors: np.ndarray, labels: Sequence[str], names: List[str], unknown: str
    ) -> "ForeignModel":
        """`vectors` are the encoder's, one row an example; `names` fixes the columns."""
        regression = LogisticRegression(C=20.0, max_iter=60, class_weight="balanced").fit(vectors, labels)
        order = [list(regression.classes_).index(name) for name in names]
        return cls(
            regression.coef_[order].T.astype(np.float32),
            regression.intercept_[order],
            Neighbours.of(vectors, labels, names, unknown),
        )

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """One row for each vector, in the order of the names."""
        regression = softmax(vectors @ self.weights + self.intercepts)
        share = NEIGHBOURS_SHARE
        return (1 - share) * regression + share * self.neighbours.probabilities(vectors)
