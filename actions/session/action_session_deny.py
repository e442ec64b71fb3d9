"""A no outside a form."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction


class ActionSessionDeny(SceneAction):
    """Leave what was offered; nothing changes."""

    action_name = "action_session_deny"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say so."""
        scene.voice.say("utter_goodbye_for_now")
        return scene.memory.events()
