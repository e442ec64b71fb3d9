"""Say honestly that this is a program."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction


class ActionSmalltalkBotChallenge(SceneAction):
    """Say honestly that this is a program."""

    action_name = "action_smalltalk_bot_challenge"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say it; outside a task, say what else can be done."""
        menu = scene.voice.word("utter_menu")
        is_idle = not scene.memory["session__task"]
        scene.voice.send(scene.voice.text("utter_bot_challenge"), menu.buttons if is_idle else ())
        return scene.memory.events()
