"""Questions, answered from the policy in force, with its figures and clauses."""

from rasa_sdk.events import EventType, FollowupAction

from actions.claims.recognising import stated_fault
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import CHECK, hand_over
from actions.dialogue.wording import Worded
from actions.orders.order_question import take_question
from actions.questions.following import NEXT_TASK
from actions.questions.responding import answer_of

PERSON = "talk_to_agent"
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
        answer = answer_of(scene, topic)
        if answer is None:
            _say_unanswered(scene, topic)
            return scene.memory.events()
        following = _following(scene, topic)
        scene.voice.send(f"{answer} {following.text}", following.buttons)
        return scene.memory.events()


def _say_unanswered(scene: Scene, topic: str) -> None:
    """The policy says nothing of it; an order of theirs may tell, or a person."""
    unanswered = scene.voice.word("utter_question_unanswered")
    if scene.memory["session__task"]:
        scene.voice.send(unanswered.text, unanswered.buttons)
        return
    scene.memory["session__offer"] = task = NEXT_TASK.get(topic, PERSON)
    then = scene.voice.word(f"utter_question_then_{task}") if task != PERSON else Worded("")
    scene.voice.send(f"{unanswered.text} {then.text}", [*then.buttons, *unanswered.buttons])


def _following(scene: Scene, topic: str) -> Worded:
    """What an answer ends in: a person, the task it is usually asked for, or what else there is."""
    voice = scene.voice
    if topic in FOR_A_PERSON:
        scene.memory["session__offer"] = PERSON
        return voice.word("utter_handoff_offer_short")
    if scene.memory["session__task"]:
        return Worded("")
    if topic in NEXT_TASK:
        scene.memory["session__offer"] = NEXT_TASK[topic]
        return voice.word(f"utter_question_then_{NEXT_TASK[topic]}")
    return voice.word("utter_what_next")
