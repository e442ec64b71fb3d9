"""A question about the policy, answered in a sentence or two with its clauses."""

from actions.claims.outcome import PACK_LANGUAGE
from actions.dialogue.clauses import Clause
from actions.dialogue.scene import Scene


def answer_of(scene: Scene, topic: str) -> str | None:
    """What the store's pack says of a topic; None where it says nothing."""
    answer = scene.services.library.answer(scene.turn.store, topic, scene.turn.now) if topic else None
    if answer is None:
        return None
    voice, parts = scene.voice, [answer.text]
    if voice.language != PACK_LANGUAGE:
        parts.insert(0, voice.text("utter_question_in_pack_language"))
    if answer.clauses:
        parts.append(voice.text("utter_question_source", clauses=", ".join(answer.clauses)))
    return " ".join(parts)


async def respond(scene: Scene, clause: Clause) -> str | None:
    """Answer a clause that asks about the policy."""
    group, _, topic = clause.intent.partition("/")
    return answer_of(scene, topic) if group == "faq" else None
