"""From margins to honest probabilities, and the line below which a message counts as not understood."""

from dataclasses import dataclass
from typing import Sequence, Tuple

import numpy as np
from scipy.optimize import minimize_scalar

FALSE_REFUSALS = 0.02


def softmax(scores: np.ndarray) -> np.ndarray:
    """Row-wise, numerically safe."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


def fitted_temperature(scores: np.ndarray, gold: np.ndarray, bounds: Tuple[float, float]) -> float:
    """The divisor of the margins, within bounds, under which the right columns (`gold`) are likeliest."""

    def loss(temperature: float) -> float:
        chosen = softmax(scores / temperature)[np.arange(len(gold)), gold]
        return float(-np.log(np.maximum(chosen, 1e-9)).mean())

    return float(minimize_scalar(loss, bounds=bounds, method="bounded").x)


@dataclass
class Calibration:
    """A temperature for the margins, and an offset that makes `out_of_scope` win where nothing else fits."""

    temperature: float
    floor: float
    unknown: int

    @classmethod
    def fit(
        cls, scores: np.ndarray, labels: Sequence[str], names: Sequence[str], unknown_name: str
    ) -> "Calibration":
        """Learns from margins of held-back sentences; the floor refuses a fixed small share of known ones."""
        order = {name: place for place, name in enumerate(names)}
        gold = np.array([order[label] for label in labels])
        unknown = order[unknown_name]
        known = np.delete(scores, unknown, axis=1).max(axis=1)
        lead = known - scores[:, unknown]
        floor = float(np.quantile(lead[gold != unknown], FALSE_REFUSALS))
        shifted = _with_floor(scores, floor, unknown)

        return cls(fitted_temperature(shifted, gold, (0.02, 2.0)), floor, unknown)

    def probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Calibrated rows that add up to one."""
        return softmax(_with_floor(scores, self.floor, self.unknown) / self.temperature)


def _with_floor(scores: np.ndarray, floor: float, unknown: int) -> np.ndarray:
    """Raises the unknown's margin by the lead that a known intent needs over it."""
    shifted = scores.astype(np.float64)
    shifted[:, unknown] += floor
    return shifted
