"""The fine-tuned encoder: an English text as 384 numbers, learned from the assistant's labelled sentences.

The file is made rarely and kept in the repository (`encoder/README.md`): what learns on top of it is light.
"""

from functools import lru_cache
from pathlib import Path
from typing import List, Sequence

import numpy as np
from onnxruntime import InferenceSession, SessionOptions
from tokenizers import Tokenizer

FOLDER = Path(__file__).parents[1] / "encoder"
DIMENSIONS = 384
AT_ONCE = 64


@lru_cache(maxsize=1)
def _tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


@lru_cache(maxsize=1)
def _session() -> InferenceSession:
    """The network, loaded once in a process; on one core, as the rest of reading."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(str(FOLDER / "encoder.onnx"), options, providers=["CPUExecutionProvider"])


def encode_tuned(texts: Sequence[str]) -> np.ndarray:
    """One row for each text, whose first 64 pieces count."""
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    order = sorted(range(len(texts)), key=lambda place: len(texts[place]))  # like lengths: little padding
    for start in range(0, len(order), AT_ONCE):
        places = order[start : start + AT_ONCE]
        vectors[places] = _encode([texts[place] for place in places])
    return vectors


def _encode(texts: List[str]) -> np.ndarray:
    coded = _tokenizer().encode_batch(texts)
    ids = np.array([each.ids for each in coded], dtype=np.int64)
    mask = np.array([each.attention_mask for each in coded], dtype=np.int64)
    (vectors,) = _session().run(None, {"input_ids": ids, "attention_mask": mask})
    return vectors
