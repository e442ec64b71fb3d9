"""Greet back."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.session.action_session_affirm import ActionSessionAffirm, accepts_offer


class ActionSmalltalkGreet(SceneAction):
    """Greet back."""

    action_name = "action_smalltalk_greet"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say it; outside a task, say what else can be done."""
        if accepts_offer(scene):
            return await ActionSessionAffirm(self.services).act(scene)
        said, menu = scene.voice.text("utter_greet"), scene.voice.word("utter_menu")
        is_idle = not scene.memory["session__task"]
        scene.voice.send(f"{said} {menu.text}" if is_idle else said, menu.buttons if is_idle else ())
        return scene.memory.events()
