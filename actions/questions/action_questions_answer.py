"""Questions, answered from the policy in force, with its figures and clauses."""

from rasa_sdk.events import EventType, FollowupAction

from actions.claims.outcome import PACK_LANGUAGE
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import Scene
from actions.dialogue.tasks import CHECK
from actions.orders.order_question import take_question


class ActionQuestionsAnswer(SceneAction):
    """Answer from the store's pack, or say that it has no answer and offer a person."""

    action_name = "action_questions_answer"

    async def act(self, scene: Scene) -> list[EventType]:
        """Answer the question the message asked."""
        if take_question(scene):
            return [*scene.memory.events(), FollowupAction(CHECK)]
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
        if not is_in_task:
            parts.append(voice.text("utter_what_next"))
        voice.send(" ".join(parts))
        return scene.memory.events()
