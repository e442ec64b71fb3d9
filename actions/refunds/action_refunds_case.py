"""Where the requests about an order stand."""

from actions.dialogue.order_action import OrderAction
from actions.dialogue.scene import Scene
from actions.refunds.case_lines import tell_cases
from shop.cases import cases_of
from shop.models import Order


class ActionRefundsCase(OrderAction):
    """List the cases of the order."""

    action_name = "action_refunds_case"

    async def is_claim(self, scene: Scene, order: Order) -> bool:
        """Without any request there is nothing to tell of: the fault is one to begin with."""
        async with scene.services.database.session() as session:
            return not await cases_of(session, order.id)

    async def tell(self, scene: Scene, order: Order) -> None:
        """The state of each."""
        async with scene.services.database.session() as session:
            cases = await cases_of(session, order.id)
        tell_cases(scene, order, cases)
