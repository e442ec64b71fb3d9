"""Say it again."""

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.dialogue.scene import Scene, set_scene
from actions.dialogue.scene_action import SceneAction


class ActionSessionRepeat(SceneAction):
    """Inside a task the form asks again by itself; outside, the last words are said again."""

    action_name = "action_session_repeat"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, object]
    ) -> list[EventType]:
        """Find the last words in the tracker."""
        scene = set_scene(self.services, tracker, dispatcher)
        if not scene.memory["session__task"]:
            texts = [e["text"] for e in tracker.events if e.get("event") == "bot" and e.get("text")]
            if texts:
                scene.voice.send(texts[-1])
            else:
                scene.voice.say("utter_nothing_to_repeat")
        return scene.memory.events()

    async def act(self, scene: Scene) -> list[EventType]:
        """Everything is done in `run`, which needs the tracker."""
        return scene.memory.events()
