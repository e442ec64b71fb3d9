"""What a message answers at a question of the claim form, by the form's own code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.claims.lines import Line, keep_lines, lines_of
from actions.claims.understanding import apply_clauses, take_asked
from actions.dialogue.turn import Turn
from actions.language.likeness import likeness


@dataclass
class _Services:
    likeness: Any = likeness


@dataclass
class _Scene:
    """As much of a scene as hearing a claim needs."""

    turn: Turn
    memory: dict[str, Any] = field(default_factory=dict)
    services: _Services = field(default_factory=_Services)
    noted: set[int] = field(default_factory=set)


@dataclass
class _Item:
    sku: str
    name: str
    quantity: int = 9


def answered(entry: Mapping[str, Any], turn: Turn) -> Any:
    """The value that the message gives, in the words of the blind sets; None if none is taken."""
    asks = {"wish": "request"}.get(entry["asks"], entry["asks"])
    options: list[Any] = list(range(1, 10)) if asks == "quantity" else []
    scene: Any = _Scene(turn, {"claims__lines": None, "session__basis": None, "session__options": options})
    line = Line(item=entry["item"], reason=None if asks == "reason" else "defective")
    keep_lines(scene.memory, [line] if entry["item"] else [])
    items: Any = [_Item(name, name) for name in entry["order"]]
    pressed = dict.fromkeys(("item", "reason", "request", "quantity"))
    taken = apply_clauses(scene, items, turn.clauses, pressed, asks=asks)
    take_asked(scene, asks, taken)
    lines = lines_of(scene.memory)
    if asks == "item":
        named = [each.item for each in lines if each.item]
        return named[0] if len(named) == 1 else named or None
    first = lines[0] if lines else line
    quantity = {"all_but": first.quantity[1]} if isinstance(first.quantity, list) else first.quantity
    wanted = entry["expect"].get("value")
    if asks == "request":
        return wanted if {"part": "exchange"}.get(wanted, wanted) == first.request else first.request
    return {"reason": first.reason, "quantity": quantity}.get(asks, first.facts.get(asks))
