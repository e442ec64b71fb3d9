"""Other contents for an order: a person does it, while it can be done."""

from actions.dialogue.order_action import OrderAction
from actions.dialogue.scene import Scene
from shop.models import Order


class ActionOrdersChange(OrderAction):
    """Say whether the order can still be changed, and by whom."""

    action_name = "action_orders_change"

    async def is_claim(self, scene: Scene, order: Order) -> bool:
        """What has arrived and is faulty is not changed but claimed."""
        return order.has_left

    async def tell(self, scene: Scene, order: Order) -> None:
        """By the order's status."""
        if order.status == "cancelled":
            name = "utter_change_cancelled"
        else:
            name = "utter_change_too_late" if order.has_left else "utter_change_possible"
        scene.voice.say(name, number=order.number)
        scene.memory["session__offer"] = "talk_to_agent"
