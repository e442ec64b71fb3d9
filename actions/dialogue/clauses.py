"""The clauses of a message as the actions read them: what each does, and what it says of the goods."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What can only hurt the shopper is taken from a message only if it was said plainly; else it is asked.
HURTS: Mapping[str, frozenset[Any]] = {
    "opened": frozenset({"yes"}),
    "used": frozenset({"yes"}),
    "installed": frozenset({"yes"}),
    "activated": frozenset({"yes"}),
    "mint": frozenset({"no"}),
    "usable": frozenset({"yes"}),
    "accessories_complete": frozenset({"no"}),
    "tags_intact": frozenset({"no"}),
    "gift_lost_or_damaged": frozenset({"yes"}),
    "invoice_lost": frozenset({"yes"}),
    "repaired_elsewhere": frozenset({"yes"}),
    "doing": frozenset({"shopper"}),
    "reason": frozenset({"change_of_mind", "wrong_size"}),
}
PLAINLY, LIKELY = 0.85, 0.6
SURE_OF_ACT = 0.5
UNCLEAR = "unclear"


@dataclass(frozen=True)
class Clause:
    """One clause: its words, where they stand, act and intent, and what it says by head with its odds.

    `against` is how likely it takes back an assent beside it, `odds` how likely it does what its act says.
    """

    text: str
    start: int = 0
    end: int = 0
    act: str = UNCLEAR
    intent: str = ""
    against: float = 1.0
    odds: float = 1.0
    says: Mapping[str, tuple[str, float]] = field(default_factory=dict)

    def said(self, head: str) -> str | None:
        """What it says of that, if surely enough for what can be done with it."""
        label, odds = self.says.get(head, (None, 0.0))
        least = PLAINLY if label in HURTS.get(head, ()) else LIKELY
        return label if label is not None and odds >= least else None


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
        odds=float(odds),
        says={head: (str(label), float(sure)) for head, (label, sure) in (found.get("says") or {}).items()},
    )
