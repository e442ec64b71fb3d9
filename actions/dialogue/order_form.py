"""Forms that need nothing but a verified order; the action after them does the rest."""

from actions.dialogue.task_form import Ask, Done, Scene, Step, TaskForm
from actions.identity.order_step import Found, order_step, take_identity


class OrderForm(TaskForm):
    """Find the order, then end."""

    async def take(self, scene: Scene, is_new: bool) -> bool:
        """An order number or a contact."""
        return take_identity(scene, is_new)

    async def next_step(self, scene: Scene) -> Step:
        """Ask until the order is found."""
        found = await order_step(scene)
        return found if isinstance(found, Ask | Done) else Done("found")


async def require_order(scene: Scene) -> Found | None:
    """The order a form found, for the action after it."""
    found = await order_step(scene)
    return found if isinstance(found, Found) else None
