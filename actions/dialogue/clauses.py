"""The clauses of a message as the actions read them: what each does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SURE_OF_ACT = 0.5
UNCLEAR = "unclear"


@dataclass(frozen=True)
class Clause:
    """One clause: its words, where they stand, act, intent; `against`: how likely it takes a yes back."""

    text: str
    start: int = 0
    end: int = 0
    act: str = UNCLEAR
    intent: str = ""
    against: float = 1.0


def read_clauses(found: Sequence[Mapping[str, Any]]) -> tuple[Clause, ...]:
    """The clauses as the reader gave them."""
    return tuple(_clause(each) for each in found)


def _clause(found: Mapping[str, Any]) -> Clause:
    act, odds = found.get("act") or (UNCLEAR, 0.0)
    return Clause(
        text=str(found.get("text") or ""),
        start=int(found.get("start") or 0),
        end=int(found.get("end") or 0),
        act=str(act) if odds >= SURE_OF_ACT else UNCLEAR,
        intent=str(found.get("intent") or ""),
        against=float(found.get("against", 1.0)),
    )
