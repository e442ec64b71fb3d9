"""Recognising a question about one order: can it still be sent back, and until when."""

import re

from actions.dialogue.task_form import Scene
from actions.identity.order_step import take_identity

STILL = re.compile(
    r"\b(still|too late|in time|returnable|refundable|exchangeable|how (long|many days|much time)|"
    r"(un)?till? when|by when|last day|deadline|run out|expired?|"
    r"todav[ií]a|a[uú]n|hasta cu[aá]ndo|cu[aá]ntos d[ií]as|cu[aá]nto tiempo|plazo|"
    r"encore|jusqu'?[aà] quand|combien de (temps|jours)|trop tard|d[eé]lai)\b",
    re.IGNORECASE,
)
SENDING_BACK = re.compile(
    r"\b(return\w*|send\w*|give|refund\w*|exchang\w*|swap\w*|devol\w*|devuel\w*|cambi\w*|reembols\w*|renvoy\w*|"
    r"retour\w*|[eé]chang\w*|rembours\w*)\b",
    re.IGNORECASE,
)
EXCHANGE = re.compile(r"\b(exchang|swap|cambi|[eé]chang)", re.IGNORECASE)
ONE_ORDER = re.compile(
    r"\b(my|this|that|the|mi|este|esta|esa|ma|mon|cette|ce) (\w+ )?(order|purchase|parcel|package|pedido|"
    r"compra|paquete|commande|colis|achat)\b",
    re.IGNORECASE,
)
THAT_ONE = re.compile(
    r"\b(it|this|that|these|them|one|lo|la|los|las|devolverl[oa]s?|le|les|l')\b", re.IGNORECASE
)
ASKS = re.compile(
    r"\?|^\W*(can|could|may|am|is|are|do|how|when|until|what|puedo|hasta|cu[aá]nt|tengo|est[aá]|puis|peux|jusqu|"
    r"combien|est-ce|ai-je)\b",
    re.IGNORECASE,
)


def take_question(scene: Scene) -> bool:
    """Whether the message asks if an order can still be sent back; what it says is then kept.

    An order counts as meant if its number stands there, if "my order" does, or if it was talked of before.
    A message that also tells what is wrong, or about what item, is no question any more but a claim.
    """
    turn, memory = scene.turn, scene.memory
    text = turn.text
    if turn.is_button or not (STILL.search(text) and SENDING_BACK.search(text) and ASKS.search(text)):
        return False
    if turn.values("reason") or turn.conditions():
        return False
    known = memory["identity__order"] or memory["identity__order_number"]
    is_meant = turn.value("order_number") or ONE_ORDER.search(text)
    if not is_meant and not (
        THAT_ONE.search(text) and (known or turn.intent in ("return_item", "exchange_item"))
    ):
        return False
    memory["orders__question"] = "exchange" if EXCHANGE.search(text) else "return"
    take_identity(scene, is_new=True)
    return True
