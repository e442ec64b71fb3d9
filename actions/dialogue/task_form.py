"""The frame of every form: hear, understand or let others answer, ask the next thing or end."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk import Action
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.dialogue import answers, tasks
from actions.dialogue.consent import Consent
from actions.dialogue.digressions import is_digression
from actions.dialogue.memory import Memory
from actions.dialogue.order_numbers import order_numbers
from actions.dialogue.reply import Voice
from actions.dialogue.turn import Turn, read_turn
from actions.dialogue.wording import DEFAULT_LANGUAGE, Button
from actions.services import Services

REQUESTED = "requested_slot"
FAILURES_BEFORE_PERSON = 2


@dataclass(frozen=True)
class Ask:
    """The next question: what it asks for (web API name), the slot it fills, its wording and choices.

    `options` are the values that "1", "2", … stand for; `buttons` replace those of the wording.
    `is_retry`: the last answer was taken, but named nothing there is. `is_patient`: what was said instead of
    an answer was no failure.
    """

    asks: str
    slot: str
    wording: str
    values: dict[str, object] = field(default_factory=dict)
    buttons: Sequence[Button] | None = None
    options: Sequence[Any] = ()
    is_retry: bool = False
    is_patient: bool = False


@dataclass(frozen=True)
class Done:
    """The form has what it needs; `outcome` tells the action after it what came of it."""

    outcome: str


Step = Ask | Done


@dataclass
class Scene:
    """All that a form or an action works with in one turn.

    `offer` is what the last reply offered, `consent` what the message comes to at a summary.
    """

    services: Services
    turn: Turn
    memory: Memory
    voice: Voice
    offer: str | None = None
    consent: Consent | None = None


def set_scene(services: Services, tracker: Tracker, dispatcher: CollectingDispatcher) -> Scene:
    """Read the turn and the memory, and find the shopper's voice."""
    turn = read_turn(tracker, services.default_store, services.clock())
    memory = Memory.of(tracker)
    offer, memory["session__offer"], memory["session__pending"] = memory["session__offer"], None, None
    language = turn.language if turn.language in services.wording.languages else DEFAULT_LANGUAGE
    return Scene(services, turn, memory, Voice(services.wording, turn, dispatcher, language), offer)


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
            understood = not _is_clueless(turn, memory["session__asks"]) and await self.take(scene, is_new)
            memory["session__failures"] = 0 if understood or is_new else failures + 1
        step = await self.next_step(scene)
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
        if answers.skips(turn) or answers.doesnt_know(turn):
            return "utter_file_needed"
    return "utter_dont_know" if answers.doesnt_know(turn) else "utter_not_understood"


def _is_clueless(turn: Turn, asks: str | None) -> bool:
    """Whether "I don't know" is all that was said to a question."""
    asked_file = bool(asks and asks.startswith("evidence."))
    return answers.doesnt_know(turn) and not asked_file and asks is not None and not turn.values(asks)


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
