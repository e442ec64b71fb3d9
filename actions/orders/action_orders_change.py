"""Other contents for an order: a person does it, while it can be done."""

from rasa_sdk.events import EventType

from actions.dialogue.order_form import require_order
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import finish
from actions.identity.locked import tell_locked


class ActionOrdersChange(SceneAction):
    """Say whether the order can still be changed, and by whom."""

    action_name = "action_orders_change"

    async def act(self, scene: Scene) -> list[EventType]:
        """Tell by the order's status."""
        found = await require_order(scene)
        if found is None:
            tell_locked(scene)
        elif found.order.status == "cancelled":
            scene.voice.say("utter_order_cancelled", number=found.order.number)
        else:
            name = "utter_change_too_late" if found.order.has_left else "utter_change_possible"
            scene.voice.say(name, number=found.order.number)
        scene.memory["session__offer"] = "talk_to_agent"
        return finish(scene.memory, scene.voice)
