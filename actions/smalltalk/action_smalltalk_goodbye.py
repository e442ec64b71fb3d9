"""Say goodbye."""

from rasa_sdk.events import EventType

from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.handoff.action_handoff_request import stop_forms


class ActionSmalltalkGoodbye(SceneAction):
    """Say goodbye; a task under way is left."""

    action_name = "action_smalltalk_goodbye"

    async def act(self, scene: Scene) -> list[EventType]:
        """Say it, and that nothing was changed if something was under way."""
        said = scene.voice.text("utter_goodbye")
        if not scene.memory["session__task"]:
            scene.voice.send(said)
            return scene.memory.events()
        scene.voice.send(f"{scene.voice.text('utter_stopped')} {said}")
        return stop_forms(scene)
