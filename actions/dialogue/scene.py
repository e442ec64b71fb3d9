"""What a form or an action works with in one turn, and what a form comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.dialogue.consent import Consent
from actions.dialogue.memory import Memory
from actions.dialogue.reply import Voice
from actions.dialogue.turn import Turn, read_turn
from actions.dialogue.wording import DEFAULT_LANGUAGE, Button
from actions.services import Services


@dataclass(frozen=True)
class Ask:
    """The next question: what it asks for (web API name), the slot it fills, its wording and choices.

    `options` are the values that "1", "2", … stand for; `buttons` replace those of the wording.
    `is_retry`: the last answer was taken, but named nothing there is. `opening` is said before the question.
    `is_patient`: what was said instead of an answer was no failure.
    """

    asks: str
    slot: str
    wording: str
    values: dict[str, object] = field(default_factory=dict)
    buttons: Sequence[Button] | None = None
    options: Sequence[Any] = ()
    is_retry: bool = False
    opening: str | None = None
    is_patient: bool = False


@dataclass(frozen=True)
class Done:
    """The form has what it needs; `outcome` tells the action after it what came of it."""

    outcome: str


Step = Ask | Done


@dataclass
class Scene:
    """All that a form or an action works with in one turn.

    `offer` is what the last reply offered, `consent` what the message comes to at a summary, `noted` the
    places of clauses that were of use, `became` what came of each clause, `order` the order under discussion
    once it was looked up in this turn.
    """

    services: Services
    turn: Turn
    memory: Memory
    voice: Voice
    offer: str | None = None
    consent: Consent | None = None
    noted: set[int] = field(default_factory=set)
    became: list[str] = field(default_factory=list)
    order: Any = None


def set_scene(services: Services, tracker: Tracker, dispatcher: CollectingDispatcher) -> Scene:
    """Read the turn and the memory, and find the shopper's voice."""
    turn = read_turn(tracker, services.default_store, services.clock())
    memory = Memory.of(tracker)
    offer, memory["session__offer"], memory["session__pending"] = memory["session__offer"], None, None
    language = turn.language if turn.language in services.wording.languages else DEFAULT_LANGUAGE
    voice = Voice(services.wording, turn, dispatcher, language)
    return Scene(services, turn, memory, voice, offer)
