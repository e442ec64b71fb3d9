"""A yes outside a form: to what was offered last."""

from rasa_sdk.events import EventType, FollowupAction

from actions.dialogue import polarity
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import FORM_OF
from actions.handoff.action_handoff_request import ActionHandoffRequest


def accepts_offer(scene: Scene) -> bool:
    """Whether a message says yes to what was just offered, and nothing else."""
    return scene.offer is not None and not scene.turn.is_button and polarity.agrees(scene.turn)


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
