"""Something told without being asked."""

import re

from rasa_sdk.events import EventType

from actions.claims.recognising import stated_claim
from actions.dialogue import answers
from actions.dialogue.order_numbers import order_numbers
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import FORM_OF, hand_over
from actions.dialogue.turn import Turn
from actions.session.action_session_affirm import ActionSessionAffirm, accepts_offer
from actions.session.action_session_not_understood import ActionSessionNotUnderstood, keep_files

WORD = re.compile(r"[^\W\d_]{2,}")
CODES = re.compile(r"\S*[@\d]\S*")
ABOUT_IDENTITY = {
    "my", "the", "it", "its", "is", "this", "that", "here", "and", "order", "number", "no", "nr",
    "email", "mail", "address", "phone", "hi", "hello", "for", "with", "code", "id", "ok", "sorry",
    "mi", "el", "la", "es", "pedido", "número", "numero", "correo", "hola", "ma", "mon", "le", "est",
    "commande", "numéro", "adresse", "bonjour", "meine", "bestellung", "ist", "nummer",
}  # fmt: skip
LIKELY = 0.03


def likely_task(turn: Turn) -> str | None:
    """The likeliest task of a message that says more than who and which order."""
    words = {word.lower() for word in WORD.findall(CODES.sub(" ", turn.text))}
    if turn.is_button or not words - ABOUT_IDENTITY:
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
