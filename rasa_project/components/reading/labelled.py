"""The labelled clauses of `data/reading`: what each of them does in a conversation."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List

import yaml

FOLDER = Path(__file__).parents[2] / "data" / "reading"
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")
ACTS = (
    "assent", "refusal", "hesitation", "condition", "correction", "question", "request", "answer", "stop",
    "undo", "cannot", "unknown", "talk",
)  # fmt: skip


class LabelError(ValueError):
    """A file of labelled clauses that can't be read; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Clause:
    """A labelled clause."""

    text: str
    language: str
    act: str


def read_clauses(folder: Path = FOLDER) -> List[Clause]:
    """Every labelled clause below the folder, in the order of the files."""
    found: List[Clause] = []
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            found.extend(_of_block(path, block))
    return found


def _of_block(path: Path, block: Any) -> Iterator[Clause]:
    if not isinstance(block, dict) or "act" not in block:
        raise LabelError(f"{path.name}: every block names its `act`")
    act = block["act"]
    if act not in ACTS:
        raise LabelError(f"{path.name}: {act!r} is no act; one of {', '.join(ACTS)}")
    for language, texts in block.items():
        if language == "act":
            continue
        if language not in LANGUAGES or not isinstance(texts, list):
            raise LabelError(f"{path.name}: {language!r} is no language with a list of sentences")
        for text in texts:
            if not isinstance(text, str) or not text.strip():
                raise LabelError(f"{path.name}: {text!r} is no sentence (quote it)")
            yield Clause(text, language, act)
