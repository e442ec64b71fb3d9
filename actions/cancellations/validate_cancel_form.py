"""The cancel form: whose order, may it be cancelled, is the shopper sure."""

from typing import Any, cast

from actions.claims.facts import cancel_case
from actions.claims.item_matching import named_in
from actions.claims.outcome import amount_of, clause_of, deadlines_ahead, reason_of
from actions.dialogue.consent import is_to_be_shown_again, take_consent
from actions.dialogue.formats import listing
from actions.dialogue.order_form import note_claim
from actions.dialogue.scene import Ask, Done, Scene, Step
from actions.dialogue.task_form import TaskForm
from actions.identity.order_step import Found, known_order, order_step, take_identity
from policy_kb import PolicyError
from shop.cases import open_cases_of
from shop.models import Order

ARRIVED = ("delivered", "completed")


class ValidateCancelForm(TaskForm):
    """Decide by the policy, tell, and ask for a yes."""

    form = "cancel_form"

    async def take(self, scene: Scene, is_new: bool) -> bool:
        """The order, its buyer, and the yes or no."""
        taken = take_identity(scene, is_new)
        if is_new:
            note_claim(scene)
        if scene.memory["session__asks"] != "confirm":
            return taken
        if taken:
            scene.memory["session__confirmed"] = None
            return True
        return take_consent(scene, self.form, has_changed=await _means_a_part(scene))

    async def next_step(self, scene: Scene) -> Step:
        """Find the order, decide, confirm."""
        found = await order_step(scene)
        if not isinstance(found, Found):
            return found
        memory, order = scene.memory, found.order
        if order.status in ARRIVED and memory["session__claim"]:
            return Done("claim")
        waiting = await _waiting_case(scene, order)
        if waiting:
            memory["session__basis"] = {"case": waiting}
            return Done("already_open")
        try:
            decided = scene.services.library.decide(cancel_case(order, scene.turn.now))
        except PolicyError:  # no policy in force, or a record it can't read: never guess
            return Done("needs_person")
        return self._confirm(scene, order, cast(dict[str, Any], decided.to_dict()))

    def _confirm(self, scene: Scene, order: Order, decision: dict[str, Any]) -> Step:
        """Tell the outcome once, and ask for the yes; a refusal ends it."""
        memory = scene.memory
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
        is_patient = is_to_be_shown_again(scene)
        if told != outline or memory["session__asks"] != "confirm" or is_patient:
            _tell(scene, decision, order)
        memory["session__basis"] = {**memory["session__basis"], "told": outline}
        wording = "confirm_cancel" if decision["outcome"] == "eligible" else "confirm_cancel_review"
        return Ask("confirm", "session__confirmed", wording, {"number": order.number}, is_patient=is_patient)


async def _means_a_part(scene: Scene) -> bool:
    """Whether some of the order's lines are named: "cancel just the kettle" is no yes to the whole order."""
    order = await known_order(scene)
    if order is None or scene.turn.is_button:
        return False
    agreeing = [clause for clause in scene.turn.clauses if clause.act in ("assent", "request")]
    named = {item.sku for clause in agreeing for item in named_in(clause.text, order.items)}
    return 0 < len(named) < len(order.items)


async def _waiting_case(scene: Scene, order: Order) -> str | None:
    """The number of a cancellation that a person is looking at already."""
    if order.status == "cancelled":
        return None
    async with scene.services.database.session() as session:
        cases = await open_cases_of(session, order.id)
    return next((case.number for case in cases if case.kind == "cancel"), None)


def _tell(scene: Scene, decision: dict[str, Any], order: Order) -> None:
    voice = scene.voice
    if decision["outcome"] == "needs_review":
        first = voice.text("utter_cancel_review", number=order.number, reason=reason_of(scene, decision))
    else:
        amount = amount_of(scene, decision)
        items = listing([item.name for item in order.items], voice.language)
        name = "utter_cancel_eligible" if amount else "utter_cancel_eligible_no_amount"
        first = voice.text(name, number=order.number, items=items, amount=amount or "")
    sentences = [first, *deadlines_ahead(scene, decision), *clause_of(scene, decision, order.placed_at)]
    voice.send(" ".join(sentences), data={"type": "decision", "decision": decision})
