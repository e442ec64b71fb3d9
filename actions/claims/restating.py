"""A refusal that rests on something said in passing: it is restated before it is final."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from actions.claims import asking
from actions.claims.lines import SAID, Line
from actions.dialogue.scene import Ask, Scene
from shop.models import Item

Decide = Callable[[Line], dict[str, Any]]


def restated(scene: Scene, line: Line, item: Item, decide: Decide) -> Ask | None:
    """The question back, if without some fact that nobody asked for the claim would not be refused."""
    for name, source in line.sources.items():
        if source == SAID and name != "reason" and decide(_without(line, name))["outcome"] != "ineligible":
            return _ask(scene, name, item)
    if line.sources.get("reason") == SAID and decide(replace(line, reason=None))["outcome"] != "ineligible":
        return (
            Ask("reason", "claims__lines", f"restated_reason_{line.reason}")
            if _is_worded(scene, line)
            else None
        )
    return None


def _without(line: Line, name: str) -> Line:
    return replace(line, facts={fact: value for fact, value in line.facts.items() if fact != name})


def _ask(scene: Scene, name: str, item: Item) -> Ask:
    """The question for the fact, with what was understood in front of it."""
    if name == "faults":
        return Ask("faults", "claims__lines", "restated_faults", {"item": item.name})
    step = asking.ask_fact(scene, f"claim.{name}" if name.startswith("condition.") else name, item)
    if not isinstance(step, Ask):
        return Ask(name, "claims__lines", "fact_other", {"fact": name, "item": item.name})
    return replace(step, opening=f"utter_restated_{name.replace('.', '_')}")


def _is_worded(scene: Scene, line: Line) -> bool:
    return scene.voice.wording.has(f"utter_ask_restated_reason_{line.reason}")
