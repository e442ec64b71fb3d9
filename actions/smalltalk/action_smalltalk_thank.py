"""Answer a thank-you."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction


class ActionSmalltalkThank(SceneAction):
    """Answer a thank-you."""

    action_name = "action_smalltalk_thank"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say it; outside a task, say what else can be done."""
        said, is_idle = scene.voice.text("utter_thank"), not scene.memory["session__task"]
        scene.voice.send(f"{said} {scene.voice.text('utter_what_next')}" if is_idle else said)
        return scene.memory.events()
