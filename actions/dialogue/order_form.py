"""Forms that need nothing but a verified order; the action after them does the rest."""

from actions.claims.recognising import stated_claim
from actions.dialogue.scene import Ask, Done, Scene, Step
from actions.dialogue.task_form import TaskForm
from actions.dialogue.tasks import as_message
from actions.identity.order_step import Found, order_step, take_identity


class OrderForm(TaskForm):
    """Find the order, then end."""

    async def take(self, scene: Scene, is_new: bool) -> bool:
        """An order number or a contact."""
        if is_new:
            note_claim(scene)
        return take_identity(scene, is_new)

    async def next_step(self, scene: Scene) -> Step:
        """Ask until the order is found."""
        found = await order_step(scene)
        return found if isinstance(found, Ask | Done) else Done("found")


def note_claim(scene: Scene) -> None:
    """Keep a first message that tells what is wrong: what is asked may turn out to be a claim."""
    intent = stated_claim(scene.turn) if scene.turn.reason else None
    noted = {**as_message(scene.turn, intent), "doubt": 1 - scene.turn.confidence} if intent else None
    scene.memory["session__claim"] = noted


async def require_order(scene: Scene) -> Found | None:
    """The order a form found, for the action after it."""
    found = await order_step(scene)
    return found if isinstance(found, Found) else None
