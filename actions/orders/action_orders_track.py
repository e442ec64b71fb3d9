"""Where an order is."""

from actions.dialogue.order_action import OrderAction
from actions.dialogue.task_form import Scene
from actions.orders.tracking_words import tell_tracking
from shop.models import Order


class ActionOrdersTrack(OrderAction):
    """Tell where the order is."""

    action_name = "action_orders_track"

    async def tell(self, scene: Scene, order: Order) -> None:
        """Status, dates and newest scan."""
        tell_tracking(scene, order)
