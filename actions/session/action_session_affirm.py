"""A yes outside a form: to what was offered last."""

from rasa_sdk.events import EventType

from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.handoff.action_handoff_request import ActionHandoffRequest


class ActionSessionAffirm(SceneAction):
    """Take up the offer, if there was one."""

    action_name = "action_session_affirm"

    async def act(self, scene: Scene) -> list[EventType]:
        """Bring in the person that was offered, else ask what to do."""
        if scene.offer == "talk_to_agent":
            return await ActionHandoffRequest(self.services).act(scene)
        scene.voice.say("utter_menu")
        return scene.memory.events()
