"""The labelled clauses of `data/reading`: what each of them does in a conversation."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping

import yaml

FOLDER = Path(__file__).parents[2] / "data" / "reading"
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")
ACTS = (
    "assent", "refusal", "hesitation", "condition", "correction", "question", "request", "answer", "stop",
    "undo", "cannot", "unknown", "talk",
)  # fmt: skip
HEADS: Mapping[str, "tuple[str, ...]"] = {"act": ACTS}


class LabelError(ValueError):
    """A file of labelled clauses that can't be read; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Clause:
    """A labelled clause; `labels` holds a label for every head that it teaches."""

    text: str
    language: str
    labels: Mapping[str, str] = field(default_factory=dict)


def read_clauses(folder: Path = FOLDER) -> List[Clause]:
    """Every labelled clause below the folder, in the order of the files."""
    found: List[Clause] = []
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            found.extend(_of_block(path, block))
    return found


def _of_block(path: Path, block: Any) -> Iterator[Clause]:
    if not isinstance(block, dict) or not set(HEADS) & set(block):
        raise LabelError(f"{path.name}: every block names one of {', '.join(HEADS)}")
    labels: Dict[str, str] = {head: _word(path, head, block[head]) for head in HEADS if head in block}
    for language, texts in block.items():
        if language in HEADS:
            continue
        if language not in LANGUAGES or not isinstance(texts, list):
            raise LabelError(f"{path.name}: {language!r} is no language with a list of sentences")
        for text in texts:
            if not isinstance(text, str) or not text.strip():
                raise LabelError(f"{path.name}: {text!r} is no sentence (quote it)")
            yield Clause(text, language, labels)


def _word(path: Path, head: str, value: Any) -> str:
    if value not in HEADS[head]:
        raise LabelError(f"{path.name}: {value!r} is no {head}; one of {', '.join(HEADS[head])}")
    return str(value)
