"""Say goodbye."""

from rasa_sdk.events import EventType

from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene


class ActionSmalltalkGoodbye(SceneAction):
    """Say goodbye."""

    action_name = "action_smalltalk_goodbye"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say it; outside a task, say what else can be done."""
        scene.voice.say("utter_goodbye")
        return scene.memory.events()
