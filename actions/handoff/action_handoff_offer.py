"""Offer a person to an upset shopper."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction


class ActionHandoffOffer(SceneAction):
    """Say sorry, and let the shopper choose."""

    action_name = "action_handoff_offer"

    async def act(self, scene: Scene) -> list[EventType]:
        """Offer it; inside a task the task goes on after this."""
        scene.voice.say("utter_handoff_offer")
        if not scene.memory["session__task"]:
            scene.memory["session__offer"] = "talk_to_agent"
        return scene.memory.events()
