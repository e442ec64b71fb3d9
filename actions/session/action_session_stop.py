"""Leave what is under way."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.handoff.action_handoff_request import stop_forms


class ActionSessionStop(SceneAction):
    """Drop every task; nothing was changed."""

    action_name = "action_session_stop"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say so, and offer what else can be done."""
        name = "utter_stopped" if scene.memory["session__task"] else "utter_nothing_to_stop"
        menu = scene.voice.word("utter_menu")
        scene.voice.send(f"{scene.voice.text(name)} {menu.text}", menu.buttons)
        return stop_forms(scene)
