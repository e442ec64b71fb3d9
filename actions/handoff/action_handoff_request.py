"""Bring in a person."""

from rasa_sdk.events import ActiveLoop, EventType, SlotSet

from actions.dialogue import tasks
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction


class ActionHandoffRequest(SceneAction):
    """Record that the shopper wants a person; what was under way waits."""

    action_name = "action_handoff_request"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say so, and tell the gateway."""
        scene.voice.say("utter_handoff_requested")
        scene.voice.hand_off("shopper_asked")
        return stop_forms(scene)


def stop_forms(scene: Scene) -> list[EventType]:
    """End every form and forget what they gathered."""
    tasks.drop_all(scene.memory)
    return [*scene.memory.events(), ActiveLoop(None), SlotSet("requested_slot", None)]
