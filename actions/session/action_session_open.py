"""Open a conversation."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction


class ActionSessionOpen(SceneAction):
    """Open a conversation."""

    action_name = "action_session_open"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say it; outside a task, say what else can be done."""
        profile = scene.services.library.profile(scene.turn.store)
        scene.voice.say("utter_open", store=profile.name)
        return scene.memory.events()
