"""What is measured of intent predictions."""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import f1_score

Prediction = tuple[str, float]


def macro_f1(gold: Sequence[str], predictions: Sequence[Prediction]) -> float:
    """Mean F1 of the intents that occur in `gold`."""
    names = [name for name, _ in predictions]
    return float(f1_score(gold, names, average="macro", labels=sorted(set(gold)), zero_division=0))


def calibration_error(gold: Sequence[str], predictions: Sequence[Prediction], bins: int = 10) -> float:
    """Expected calibration error: how far confidence and accuracy lie apart, on average."""
    confidence = np.array([value for _, value in predictions])
    right = np.array([name == wanted for (name, _), wanted in zip(predictions, gold)])  # noqa: B905
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        (places == place).mean() * abs(confidence[places == place].mean() - right[places == place].mean())
        for place in range(bins)
        if (places == place).any()
    ]
    return float(sum(gaps))


def refusals(predictions: Sequence[Prediction]) -> float:
    """The share that was called out of scope."""
    return float(np.mean([name == "out_of_scope" for name, _ in predictions]))


def best(rankings: list[list[Prediction]]) -> list[Prediction]:
    """The winner of each ranking."""
    return [ranking[0] for ranking in rankings]
