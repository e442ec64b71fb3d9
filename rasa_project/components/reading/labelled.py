"""The labelled clauses of `data/reading`: what each does (acts) and what each says (facts)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

import yaml

FOLDER = Path(__file__).parents[2] / "data" / "reading"
LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")
NOT_SAID = "not_said"
ACTS = (
    "assent", "refusal", "hesitation", "condition", "correction", "question", "request", "answer", "stop",
    "undo", "cannot", "unknown", "talk",
)  # fmt: skip
REASONS = (
    "change_of_mind", "wrong_size", "defective", "damaged", "dirty", "not_as_described", "wrong_item",
    "missing_parts", "counterfeit", "not_received", "late_delivery", "unauthorised_charge",
)  # fmt: skip
WISHES = ("return", "exchange", "refund_without_return", "part", "repair", "cancel")
CONDITIONS = (
    "opened", "used", "installed", "activated", "mint", "usable", "accessories_complete", "tags_intact",
    "gift_lost_or_damaged", "invoice_lost", "packaging_kept", "repaired_elsewhere",
)  # fmt: skip
DOINGS = ("shopper", "carrier", "shop")
EXTENTS = ("all", "all_but", "some", "other")
WORDS: Mapping[str, Tuple[str, ...]] = {
    "act": ACTS,
    "reason": REASONS,
    "wish": WISHES,
    "doing": DOINGS,
    "extent": EXTENTS,
}
HEADS = ("act", "reason", "wish", "doing", "extent", *CONDITIONS)


class LabelError(ValueError):
    """A file of labelled clauses that can't be read; the message names the file and what is wrong."""


@dataclass(frozen=True)
class Clause:
    """A labelled clause; `labels` holds a label for every head that it teaches, `source` its file's name."""

    text: str
    language: str
    labels: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


def read_clauses(folder: Path = FOLDER) -> List[Clause]:
    """Every labelled clause below the folder, in the order of the files."""
    found: List[Clause] = []
    for path in sorted(folder.rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
            found.extend(_of_block(path, block))
    return found


def _of_block(path: Path, block: Any) -> Iterator[Clause]:
    if not isinstance(block, dict) or not {"act", "says"} & set(block):
        raise LabelError(f"{path.name}: every block names an `act`, or what it `says`, or both")
    labels = {**_act(path, block), **_facts(path, block)}
    for language, texts in block.items():
        if language in ("act", "says"):
            continue
        if language not in LANGUAGES or not isinstance(texts, list):
            raise LabelError(f"{path.name}: {language!r} is no language with a list of sentences")
        for text in texts:
            if not isinstance(text, str) or not text.strip():
                raise LabelError(f"{path.name}: {text!r} is no sentence (quote it)")
            yield Clause(text, language, labels, path.stem)


def _act(path: Path, block: Mapping[str, Any]) -> Dict[str, str]:
    return {"act": _word(path, "act", block["act"])} if "act" in block else {}


def _facts(path: Path, block: Mapping[str, Any]) -> Dict[str, str]:
    """A label for each head of facts: what isn't named is not said; a block without `says` teaches none."""
    if "says" not in block:
        return {}
    labels = {head: NOT_SAID for head in HEADS if head != "act"}
    for head, value in (block["says"] or {}).items():
        if head in CONDITIONS and isinstance(value, bool):
            labels[head] = "yes" if value else "no"
        elif head in labels and head not in CONDITIONS:
            labels[head] = _word(path, head, value)
        else:
            raise LabelError(f"{path.name}: {head}: {value!r} can't be said")
    return labels


def _word(path: Path, head: str, value: Any) -> str:
    if value not in WORDS[head]:
        raise LabelError(f"{path.name}: {value!r} is no {head}; one of {', '.join(WORDS[head])}")
    return str(value)
