"""Other languages: what the nearest English examples in the encoder's space mean."""

from dataclasses import dataclass
from typing import List, Sequence

import numpy as np

NEAREST = 8
SHARPNESS = 4
FAMILIAR = 0.45


@dataclass
class Neighbours:
    """The encoded examples; votes of the nearest count by their similarity."""

    vectors: np.ndarray
    labels: np.ndarray
    names: List[str]
    unknown: int

    @classmethod
    def of(cls, vectors: np.ndarray, labels: Sequence[str], names: List[str], unknown: str) -> "Neighbours":
        """Keeps the examples in half precision: nothing is lost by it."""
        places = {name: place for place, name in enumerate(names)}
        return cls(
            vectors.astype(np.float16), np.array([places[label] for label in labels]), names, places[unknown]
        )

    def probabilities(self, vectors: np.ndarray) -> np.ndarray:
        """The share of votes of each intent; a message that resembles nothing is unknown."""
        similarity = vectors.astype(np.float32) @ self.vectors.astype(np.float32).T
        votes = np.zeros((len(vectors), len(self.names)))
        for row, near in enumerate(np.argsort(-similarity, axis=1)[:, :NEAREST]):
            weights = np.maximum(similarity[row, near], 0.0) ** SHARPNESS
            np.add.at(votes[row], self.labels[near], weights)
            if similarity[row, near[0]] < FAMILIAR:
                votes[row, self.unknown] += weights.sum() + 1e-6
        return votes / np.maximum(votes.sum(axis=1, keepdims=True), 1e-9)
