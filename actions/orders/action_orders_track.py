"""Where an order is."""

from rasa_sdk.events import EventType

from actions.dialogue.order_form import require_order
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import finish
from actions.identity.locked import tell_locked
from actions.orders.tracking_words import tell_tracking


class ActionOrdersTrack(SceneAction):
    """Tell where the order is."""

    action_name = "action_orders_track"

    async def act(self, scene: Scene) -> list[EventType]:
        """Tell status, dates and newest scan."""
        found = await require_order(scene)
        if found is None:
            tell_locked(scene)
        else:
            tell_tracking(scene, found.order)
        return finish(scene.memory, scene.voice)
