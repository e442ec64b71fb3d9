"""What stands beside an answer in one message: questions are answered, further requests wait."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from actions.dialogue import tasks
from actions.dialogue.clauses import Clause
from actions.dialogue.scene import Scene
from actions.dialogue.turn import CLAUSES

Responder = Callable[[Scene, Clause], Awaitable[str | None]]
RECORD = "session__record"
APPLIED, ANSWERED, QUEUED, TALK, NOT_UNDERSTOOD = "applied", "answered", "queued", "talk", "not_understood"
TALKS = frozenset({"talk"})
HAVE_SAID = frozenset({"assent", "refusal", "hesitation", "condition", "unknown", "cannot"})


async def answer_beside(scene: Scene, form: str) -> bool:
    """Answer the questions and keep the requests that stand beside something that was of use.

    A message that is nothing but a question is left to the rule for it. True if any was.
    """
    turn = scene.turn
    scene.became = [_became(scene, place, clause) for place, clause in enumerate(turn.clauses)]
    if turn.is_button or len(turn.clauses) < 2:
        return False
    for place, clause in enumerate(turn.clauses):
        if scene.became[place] != NOT_UNDERSTOOD:
            continue
        if _is_other_task(clause, form):
            _queue(scene, clause)
            scene.became[place] = QUEUED
        elif clause.act == "question" and (answer := await _answer(scene, clause)):
            scene.voice.send(answer)
            scene.became[place] = ANSWERED
    return bool({ANSWERED, QUEUED} & set(scene.became))


def _became(scene: Scene, place: int, clause: Clause) -> str:
    if place in scene.noted or clause.act in HAVE_SAID:
        return APPLIED
    return TALK if clause.act in TALKS else NOT_UNDERSTOOD


def _is_other_task(clause: Clause, form: str) -> bool:
    return clause.act == "request" and tasks.FORM_OF.get(clause.intent, form) != form


def _queue(scene: Scene, clause: Clause) -> None:
    message = {
        "text": clause.text, "intent": {"name": clause.intent, "confidence": 1.0},
        "entities": [
            *(dict(entity) for entity in scene.turn.entities if _is_within(entity, clause)),
            *_alone(scene.turn.heard, clause),
        ],
    }  # fmt: skip
    waiting = scene.memory["session__queue"] or []
    if message["intent"] not in [each["intent"] for each in waiting]:
        scene.memory["session__queue"] = [*waiting, message]


def _alone(heard: Sequence[Mapping[str, Any]], clause: Clause) -> list[dict[str, Any]]:
    """What was read of one clause, as a message of its own has it."""
    return [
        {**entity, "value": [each for each in entity["value"] if each["start"] == clause.start]}
        for entity in heard
        if entity["entity"] == CLAUSES
    ]


def _is_within(entity: object, clause: Clause) -> bool:
    place = entity.get("start") if isinstance(entity, dict) else None
    return isinstance(place, int) and clause.start <= place < clause.end


async def _answer(scene: Scene, clause: Clause) -> str | None:
    for responder in scene.services.responders:
        answer = await responder(scene, clause)
        if answer:
            return answer
    return None


def keep_record(scene: Scene) -> None:
    """Keep what became of every clause of the message: nothing that was said is lost without a trace."""
    if scene.turn.is_heard and scene.turn.clauses:
        scene.memory[RECORD] = [
            {"text": clause.text, "act": clause.act, "became": became}
            for clause, became in zip(scene.turn.clauses, scene.became, strict=False)
        ]
