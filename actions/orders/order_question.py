"""Recognising a question about one order: can it still be sent back, and until when."""

from actions.dialogue.scene import Scene
from actions.dialogue.turn import Turn
from actions.identity.order_step import take_identity

SENDING_BACK = frozenset({
    "return_item", "exchange_item", "faq/return_window", "faq/return_policy", "faq/exchange_policy",
    "faq/non_returnable_items", "faq/how_to_return",
})  # fmt: skip
ASKED_TOO = frozenset({"wish", "extent"})
SURELY_ASKED = 0.95
OF_ONE_ORDER = frozenset({"faq/return_window", "return_item", "exchange_item"})


def take_question(scene: Scene) -> bool:
    """Whether the message asks if an order can still be sent back; what it says is then kept.

    An order counts as meant if its number stands there, if one was talked of before, or where it is surely
    asked of goods in hand. A message that also tells what is wrong is no question any more but a claim.
    """
    turn, memory = scene.turn, scene.memory
    if turn.is_button or turn.intent not in SENDING_BACK or "request" in turn.acts():
        return False
    told = {head for clause in turn.clauses for head in clause.says if clause.said(head)} - ASKED_TOO
    if "question" not in turn.acts() or told:
        return False
    known = memory["identity__order"] or memory["identity__order_number"]
    is_meant = turn.value("order_number") or (known and turn.intent in OF_ONE_ORDER) or _is_of_goods(turn)
    if not is_meant:
        return False
    is_exchange = turn.intent in ("exchange_item", "faq/exchange_policy")
    memory["orders__question"] = "exchange" if is_exchange else "return"
    take_identity(scene, is_new=True)
    return True


def _is_of_goods(turn: Turn) -> bool:
    """Whether nothing but a question is put, surely, and about goods in hand, not about the policy."""
    is_sure = all(clause.act == "question" and clause.odds >= SURELY_ASKED for clause in turn.clauses)
    return is_sure and turn.intent in ("return_item", "exchange_item")
