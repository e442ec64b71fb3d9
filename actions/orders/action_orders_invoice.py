"""The invoice of an order."""

from actions.dialogue.formats import day, money
from actions.dialogue.order_action import OrderAction
from actions.dialogue.scene import Scene
from actions.dialogue.tasks import closing
from shop.models import Order

GREAT_DOUBT = 0.3


class ActionOrdersInvoice(OrderAction):
    """Show the lines, the shipping and the total."""

    action_name = "action_orders_invoice"

    async def is_claim(self, scene: Scene, order: Order) -> bool:
        """An invoice is seldom asked for beside a fault: only where that isn't sure anyway."""
        return float(scene.memory["session__claim"]["doubt"]) > GREAT_DOUBT

    async def tell(self, scene: Scene, order: Order) -> None:
        """Send the invoice of the order that was found."""
        _tell_invoice(scene, order)


def _tell_invoice(scene: Scene, order: Order) -> None:
    voice, language = scene.voice, scene.voice.language
    zone = scene.services.library.profile(scene.turn.store).timezone
    lines = [
        voice.text(
            "utter_invoice_line",
            quantity=item.quantity,
            name=item.name,
            amount=money(item.price * item.quantity, order.currency, language),
        )
        for item in order.items
    ]
    fee = order.shipping_fee if order.shipping_fee is not None else 0
    text = voice.text(
        "utter_invoice",
        number=order.number,
        placed=day(order.placed_at, zone, language),
        lines="\n".join(lines),
        shipping=money(str(fee), order.currency, language),
        total=money(order.items_total + fee, order.currency, language),
    )
    card = {
        "type": "order",
        "number": order.number,
        "status": order.status,
        "total": str(order.items_total + fee),
    }
    voice.send(f"{text}\n{closing(scene.memory, voice)}".rstrip(), data={**card, "currency": order.currency})
