"""Something told without being asked."""

from rasa_sdk.events import EventType

from actions.claims.recognising import stated_claim
from actions.dialogue import answers
from actions.dialogue.order_numbers import order_numbers
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import FORM_OF, hand_over
from actions.dialogue.turn import Turn
from actions.session.action_session_affirm import ActionSessionAffirm, accepts_offer
from actions.session.action_session_not_understood import ActionSessionNotUnderstood, keep_files

LIKELY = 0.03
ASKS_FOR = frozenset({"request", "question"})


def likely_task(turn: Turn) -> str | None:
    """The likeliest task of a message that says more than who and which order."""
    is_more = any(clause.says or clause.act in ASKS_FOR for clause in turn.clauses)
    if turn.is_button or not is_more:
        return None
    ranked = [(str(each["name"]), float(each["confidence"])) for each in turn.ranking]
    return next((name for name, confidence in ranked if name in FORM_OF and confidence >= LIKELY), None)


class ActionSessionInform(SceneAction):
    """An order number or a contact is kept for the task to come; the rest starts what it is about."""

    action_name = "action_session_inform"

    async def act(self, scene: Scene) -> list[EventType]:
        """Ask what to do with what was told."""
        if accepts_offer(scene):
            return await ActionSessionAffirm(self.services).act(scene)
        if scene.turn.attachments:
            return keep_files(scene)
        claim = stated_claim(scene.turn)
        if claim is not None and not scene.memory["session__task"]:
            return hand_over(scene.memory, scene.turn, claim)
        number = next(iter(order_numbers(scene.turn)), None)
        contact = answers.stated_contact(scene.turn)
        if contact:
            scene.memory["identity__contact"] = contact
        if number is None:
            return await ActionSessionNotUnderstood(self.services).act(scene)
        task = likely_task(scene.turn)
        if task is not None and not scene.memory["session__task"]:
            return hand_over(scene.memory, scene.turn, task)
        scene.memory["identity__order_number"], scene.memory["identity__order"] = number, None
        scene.voice.say("utter_what_about_order", number=number)
        return scene.memory.events()
