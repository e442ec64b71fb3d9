"""A yes outside a form: to what was offered last."""

from rasa_sdk.events import EventType, FollowupAction

from actions.dialogue import answers
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import FORM_OF
from actions.handoff.action_handoff_request import ActionHandoffRequest


def accepts_offer(scene: Scene) -> bool:
    """Whether a message begins with a yes to what was just offered, whatever follows."""
    return scene.offer is not None and not scene.turn.is_button and bool(answers.YES.match(scene.turn.text))


class ActionSessionAffirm(SceneAction):
    """Take up the offer, if there was one."""

    action_name = "action_session_affirm"

    async def act(self, scene: Scene) -> list[EventType]:
        """Bring in the person or begin the task that was offered, else ask what to do."""
        if scene.offer == "talk_to_agent":
            return await ActionHandoffRequest(self.services).act(scene)
        if scene.offer in FORM_OF:
            scene.memory["session__pending"] = {"intent": {"name": scene.offer, "confidence": 1.0}}
            return [*scene.memory.events(), FollowupAction(FORM_OF[scene.offer])]
        scene.voice.say("utter_menu")
        return scene.memory.events()
