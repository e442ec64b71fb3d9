"""The memory of a claim: its lines, each an item with what was said of that item alone."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from actions.dialogue.memory import Memory

SLOT = "claims__lines"
# `plain` is said in passing too, but beyond doubt.
ASKED, SAID, PLAIN, PRESSED = "asked", "said", "plain", "pressed"


@dataclass
class Line:
    """One item of the order as it is claimed; `sources` tells for each fact how it is known.

    `item` is the sku once the order's lines are known. `quantity` is a number, "all" or ["all_but", number].
    """

    item: str | None = None
    reason: str | None = None
    request: str | None = None
    quantity: Any = None
    wish_text: str | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    evidence: list[dict[str, str]] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    def note(self, name: str, value: Any, source: str) -> None:
        """Keep a fact (`condition.opened`, `faults`) and how it is known."""
        self.facts[name] = value
        self.sources[name] = source

    def note_reason(self, reason: str, source: str) -> None:
        """Keep the reason and how it is known."""
        self.reason = reason
        self.sources["reason"] = source

    def says_something(self) -> bool:
        """Whether anything is known of it but the item."""
        return bool(self.reason or self.request or self.facts or self.quantity)

    @property
    def kinds_given(self) -> set[str]:
        """Kinds of evidence sent; a product video also counts as the photo it stands for."""
        kinds = {piece["kind"] for piece in self.evidence}
        return kinds | ({"product_photo"} if "product_video" in kinds else set())


_NAMES = frozenset(each.name for each in fields(Line))


def lines_of(memory: Memory) -> list[Line]:
    """The lines as remembered, as copies: what is changed must be kept with `keep_lines`."""
    remembered = deepcopy(memory[SLOT] or [])
    return [Line(**{name: value for name, value in each.items() if name in _NAMES}) for each in remembered]


def keep_lines(memory: Memory, lines: Sequence[Line]) -> None:
    """Remember the lines; the first is the one under discussion."""
    memory[SLOT] = [asdict(line) for line in lines] or None


def first_line(memory: Memory) -> Line:
    """The line under discussion; a new one if nothing is claimed yet."""
    return next(iter(lines_of(memory)), Line())


def keep_first(memory: Memory, line: Line) -> None:
    """Remember the line under discussion; the others stay."""
    keep_lines(memory, [line, *lines_of(memory)[1:]])
