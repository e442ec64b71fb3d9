"""Where an order is."""

from actions.dialogue.order_action import OrderAction
from actions.dialogue.scene import Scene
from actions.orders.tracking_words import ARRIVED, tell_tracking
from shop.models import Order


class ActionOrdersTrack(OrderAction):
    """Tell where the order is."""

    action_name = "action_orders_track"

    async def is_claim(self, scene: Scene, order: Order) -> bool:
        """What has arrived and is wrong need not be looked for."""
        return (
            order.status in ARRIVED and scene.memory["session__claim"]["intent"]["name"] == "report_problem"
        )

    async def tell(self, scene: Scene, order: Order) -> None:
        """Status, dates and newest scan."""
        tell_tracking(scene, order)
