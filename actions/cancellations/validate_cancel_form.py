"""The cancel form: whose order, may it be cancelled, is the shopper sure."""

from typing import Any, cast

from actions.claims.facts import cancel_case
from actions.claims.outcome import amount_of, clause_of
from actions.dialogue import answers
from actions.dialogue.formats import listing
from actions.dialogue.task_form import Ask, Done, Scene, Step, TaskForm
from actions.identity.order_step import Found, order_step, take_identity
from policy_kb import PolicyError
from shop.models import Order


class ValidateCancelForm(TaskForm):
    """Decide by the policy, tell, and ask for a yes."""

    form = "cancel_form"

    async def take(self, scene: Scene, is_new: bool) -> bool:
        """The order, its buyer, and the yes or no."""
        taken = take_identity(scene, is_new)
        if scene.memory["session__asks"] != "confirm":
            return taken
        if taken:
            scene.memory["session__confirmed"] = None
            return True
        scene.memory["session__confirmed"] = answers.yes_or_no(scene.turn)
        if scene.turn.intent == "cancel_order" and scene.memory["session__confirmed"] is None:
            scene.memory["session__confirmed"] = True
        return scene.memory["session__confirmed"] is not None

    async def next_step(self, scene: Scene) -> Step:
        """Find the order, decide, confirm."""
        found = await order_step(scene)
        if not isinstance(found, Found):
            return found
        memory, order = scene.memory, found.order
        try:
            decided = scene.services.library.decide(cancel_case(order, scene.turn.now))
        except PolicyError:  # no policy in force, or a record it can't read: never guess
            return Done("needs_person")
        decision = cast(dict[str, Any], decided.to_dict())
        told = (memory["session__basis"] or {}).get("told")
        outline = [order.number, decision["outcome"], decision["reason_code"]]
        memory["session__basis"] = {
            "decision": decision, "placed_at": order.placed_at.isoformat(), "told": told,
            "number": order.number,
        }  # fmt: skip
        if decision["outcome"] not in ("eligible", "needs_review"):
            return Done("refused" if decision["outcome"] == "ineligible" else "needs_person")
        if memory["session__confirmed"] is not None and told == outline:
            return Done("confirmed" if memory["session__confirmed"] else "declined")
        memory["session__confirmed"] = None
        if told != outline or memory["session__asks"] != "confirm":
            _tell(scene, decision, order)
        memory["session__basis"] = {**memory["session__basis"], "told": outline}
        wording = "confirm_cancel" if decision["outcome"] == "eligible" else "confirm_cancel_review"
        return Ask("confirm", "session__confirmed", wording, {"number": order.number})


def _tell(scene: Scene, decision: dict[str, Any], order: Order) -> None:
    voice = scene.voice
    if decision["outcome"] == "needs_review":
        first = voice.text(
            "utter_outcome_review", reason=voice.text(f"utter_reason_{decision['reason_code']}")
        )
    else:
        amount = amount_of(scene, decision)
        items = listing([item.name for item in order.items], voice.language)
        name = "utter_cancel_eligible" if amount else "utter_cancel_eligible_no_amount"
        first = voice.text(name, number=order.number, items=items, amount=amount or "")
    sentences = [first, *clause_of(scene, decision, order.placed_at)]
    voice.send(" ".join(sentences), data={"type": "decision", "decision": decision})
