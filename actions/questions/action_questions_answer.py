"""Questions, answered from the policy in force, with its figures and clauses."""

from collections.abc import Sequence

from rasa_sdk.events import EventType, FollowupAction

from actions.claims.outcome import PACK_LANGUAGE
from actions.claims.recognising import stated_fault
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import CHECK, hand_over
from actions.dialogue.wording import Button
from actions.orders.order_question import take_question

FOR_A_PERSON = ("unauthorised_charge",)


class ActionQuestionsAnswer(SceneAction):
    """Answer from the store's pack, or say that it has no answer and offer a person."""

    action_name = "action_questions_answer"

    async def act(self, scene: Scene) -> list[EventType]:
        """Answer the question the message asked."""
        if take_question(scene):
            return [*scene.memory.events(), FollowupAction(CHECK)]
        claim = stated_fault(scene.turn)
        if claim is not None and scene.turn.value("order_number") and not scene.memory["session__task"]:
            return hand_over(scene.memory, scene.turn, claim)
        topic = scene.turn.intent.partition("/")[2]
        answer = scene.services.library.answer(scene.turn.store, topic, scene.turn.now) if topic else None
        voice, is_in_task = scene.voice, bool(scene.memory["session__task"])
        if answer is None:
            unanswered = voice.word("utter_question_unanswered")
            scene.memory["session__offer"] = None if is_in_task else "talk_to_agent"
            voice.send(unanswered.text, unanswered.buttons)
            return scene.memory.events()
        parts = [answer.text]
        if voice.language != PACK_LANGUAGE:
            parts.insert(0, voice.text("utter_question_in_pack_language"))
        if answer.clauses:
            parts.append(voice.text("utter_question_source", clauses=", ".join(answer.clauses)))
        buttons: Sequence[Button] = ()
        if topic in FOR_A_PERSON:
            offer = voice.word("utter_handoff_offer_short")
            buttons, scene.memory["session__offer"] = offer.buttons, "talk_to_agent"
            parts.append(offer.text)
        elif not is_in_task:
            parts.append(voice.text("utter_what_next"))
        voice.send(" ".join(parts), buttons)
        return scene.memory.events()
