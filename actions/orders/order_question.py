"""Recognising a question about one order: can it still be sent back, and until when."""

from actions.dialogue.scene import Scene
from actions.identity.order_step import take_identity

SENDING_BACK = frozenset({
    "return_item", "exchange_item", "faq/return_window", "faq/return_policy", "faq/exchange_policy",
    "faq/non_returnable_items", "faq/how_to_return",
})  # fmt: skip
ASKED_TOO = frozenset({"wish", "extent"})
OF_ONE_ORDER = frozenset({"faq/return_window", "return_item", "exchange_item"})


def take_question(scene: Scene) -> bool:
    """Whether the message asks if an order can still be sent back; what it says is then kept.

    An order counts as meant if its number stands there, or if one was talked of before. A message that also
    tells what is wrong is no question any more but a claim.
    """
    turn, memory = scene.turn, scene.memory
    if turn.is_button or turn.intent not in SENDING_BACK or "request" in turn.acts():
        return False
    told = {head for clause in turn.clauses for head in clause.says if clause.said(head)} - ASKED_TOO
    if "question" not in turn.acts() or told:
        return False
    known = memory["identity__order"] or memory["identity__order_number"]
    if not turn.value("order_number") and not (known and turn.intent in OF_ONE_ORDER):
        return False
    is_exchange = turn.intent in ("exchange_item", "faq/exchange_policy")
    memory["orders__question"] = "exchange" if is_exchange else "return"
    take_identity(scene, is_new=True)
    return True
