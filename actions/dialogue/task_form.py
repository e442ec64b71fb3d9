"""The frame of every form: hear, understand or let others answer, ask the next thing or end."""

from abc import abstractmethod
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.dialogue import polarity, tasks
from actions.dialogue.asides import answer_beside, keep_record
from actions.dialogue.digressions import is_digression
from actions.dialogue.order_numbers import order_numbers
from actions.dialogue.scene import Ask, Done, Scene, Step, set_scene
from actions.dialogue.turn import Turn
from actions.services import Services

REQUESTED = "requested_slot"
FAILURES_BEFORE_PERSON = 2


class TaskForm(Action):
    """A form's validation action: it also asks, so that a turn costs one call."""

    form: str

    def __init__(self, services: Services) -> None:
        """Work with these services."""
        self.services = services

    def name(self) -> str:
        """The name Rasa calls it by."""
        return f"validate_{self.form}"

    @abstractmethod
    async def take(self, scene: Scene, is_new: bool) -> bool:
        """Take from the message whatever it says; False if it answers nothing that was asked."""

    @abstractmethod
    async def next_step(self, scene: Scene) -> Step:
        """What is asked next, or how the form ends."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """One turn of the form."""
        scene = set_scene(self.services, tracker, dispatcher)
        memory, turn = scene.memory, scene.turn
        is_new = tasks.begin(memory, self.form)
        if is_new and turn.is_heard:
            memory["session__queue"] = _queued(turn) or memory["session__queue"]
        if (
            turn.is_heard
            and not is_new
            and is_digression(turn, self.form, memory["session__asks"], memory["session__options"] or [])
        ):
            return [*memory.events(), ActionExecutionRejected(tracker.active_loop_name or self.form)]
        failures, asked = memory["session__failures"] or 0, memory["session__asks"]
        if turn.is_heard:
            understood = await self.take(scene, is_new)
            is_answered = await answer_beside(scene, self.form)
            memory["session__failures"] = 0 if understood or is_answered or is_new else failures + 1
        step = await self.next_step(scene)
        keep_record(scene)
        if isinstance(step, Done):
            memory["session__outcome"] = step.outcome
            memory["session__asks"] = memory["session__options"] = None
            return [*memory.events(), SlotSet("session__task", self.form), SlotSet(REQUESTED, None)]
        if step.is_retry or step.is_patient:
            memory["session__failures"] = 0 if step.is_patient else failures + 1
        is_noted = turn.is_heard and not turn.attachments and step.asks == asked != "confirm"
        ask(scene, step, is_noted=is_noted)
        return [*memory.events(), SlotSet("session__task", self.form), SlotSet(REQUESTED, step.slot)]


def ask(scene: Scene, step: Ask, *, is_noted: bool = False) -> None:
    """Put the question; after failures put it differently, then offer a person.

    `is_noted`: the same was asked before, and what was said instead was of use: it is acknowledged.
    """
    memory, voice = scene.memory, scene.voice
    failures = memory["session__failures"] or 0 if memory["session__asks"] == step.asks else 0
    memory["session__failures"] = failures
    memory["session__asks"], memory["session__options"] = step.asks, list(step.options) or None
    again = f"utter_again_{step.wording}"
    name = again if failures and voice.wording.has(again) else f"utter_ask_{step.wording}"
    worded = voice.word(name, **step.values)
    buttons = list(step.buttons if step.buttons is not None else worded.buttons)
    text = worded.text
    if step.opening and (opening := voice.text_if_any(step.opening)):
        text = f"{opening} {text}"
    if scene.turn.is_heard and scene.turn.attachments and not step.asks.startswith("evidence."):
        text = f"{voice.text('utter_file_kept')} {text}" if memory["claims__files"] else text
    elif failures and scene.turn.is_heard:
        text = f"{voice.text(_opening(scene.turn, step))} {text}"
    elif is_noted:
        text = f"{voice.text('utter_noted')} {text}"
    if failures >= FAILURES_BEFORE_PERSON:
        offer = voice.word("utter_handoff_offer_short")
        text, buttons = f"{text} {voice.text('utter_offer_person_instead')}", [*buttons, *offer.buttons]
    voice.send(text, buttons, {"type": "question", "asks": step.asks})


def _opening(turn: Turn, step: Ask) -> str:
    """What is said first when the same is asked again: what was wrong with the answer."""
    if step.asks.startswith("evidence."):
        if turn.attachments:
            return "utter_file_not_video" if step.asks.endswith("_video") else "utter_file_not_photo"
        if polarity.cannot(turn):
            return "utter_file_needed"
    return "utter_dont_know" if polarity.doesnt_know(turn) else "utter_not_understood"


def _queued(turn: Turn) -> list[dict[str, Any]]:
    """Further requests of a message that holds several, as messages of their own."""
    segments = next(iter(turn.values("segments")), None) or []
    if not segments:
        return _same_for_others(turn)
    tasks_of = [
        {
            "text": segment.get("text"),
            "intent": {"name": segment["intent"], "confidence": segment.get("confidence", 1.0)}
            if isinstance(segment["intent"], str)
            else segment["intent"],
            "entities": segment.get("entities") or [],
        }
        for segment in segments
    ]
    known = [segment for segment in tasks_of if segment["intent"]["name"] in tasks.FORM_OF]
    return known[1:]


def _same_for_others(turn: Turn) -> list[dict[str, Any]]:
    """The same request for each further order that is named: "where are 1001 and 1002?"."""
    contacts = [dict(entity) for entity in turn.entities if entity["entity"] in ("email", "phone")]
    return [
        {
            "text": number,
            "intent": {"name": turn.intent, "confidence": turn.confidence},
            "entities": [{"entity": "order_number", "value": number}, *contacts],
        }
        for number in order_numbers(turn)[1:]
        if turn.intent in tasks.FORM_OF
    ]
