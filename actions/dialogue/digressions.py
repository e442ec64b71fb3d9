"""What inside a form is meant for somebody else: questions, other tasks, a stop, small talk."""

from collections.abc import Callable, Sequence
from typing import Any

from rapidfuzz import fuzz

from actions.claims.correcting import stated_of
from actions.dialogue import answers, tasks
from actions.dialogue.consent import Consent, consent
from actions.dialogue.order_numbers import as_it_stands
from actions.dialogue.turn import Turn

SMALLTALK = {"greet", "goodbye", "thank", "bot_challenge", "complain"}
ASIDES = {"stop", "explain", "repeat"}
SURE_OF_DIGRESSION = 0.5
NAMED = 90
SETTLED = (Consent.YES, Consent.NO, Consent.CHANGED, Consent.NOT_YET)


def is_digression(turn: Turn, form: str, asks: str | None, options: Sequence[Any] = ()) -> bool:
    """Whether a message inside a form is for somebody else: a question, another task, a stop, small talk."""
    if turn.attachments or _skips_a_file(turn, asks):
        return False
    if turn.intent == "talk_to_agent":
        return True
    if asks == "confirm" and not turn.is_button and consent(turn, form, has_changed=False) in SETTLED:
        return False
    unsure = bool(asks) and turn.confidence < SURE_OF_DIGRESSION
    if not turn.is_button and (unsure or answers_directly(turn, asks, options)):
        return False
    if turn.intent in tasks.FORM_OF and tasks.FORM_OF[turn.intent] != form:
        return True
    is_aside = turn.intent in ASIDES or turn.intent.startswith("faq") or turn.intent in SMALLTALK
    return is_aside and not _says_yes_or_no(turn, asks)


def _says_yes_or_no(turn: Turn, asks: str | None) -> bool:
    """Whether what should be answered with yes or no begins with one of them, whatever follows."""
    is_closed = bool(asks and asks.startswith("condition."))
    is_asking = turn.text.rstrip().endswith("?") or turn.intent in ASIDES
    return is_closed and not turn.is_button and not is_asking and answers.begins_with_yes_or_no(turn)


def _skips_a_file(turn: Turn, asks: str | None) -> bool:
    return bool(asks and asks.startswith("evidence.")) and bool(answers.SKIP.search(turn.text))


def answers_directly(turn: Turn, asks: str | None, options: Sequence[Any] = ()) -> bool:
    """Whether the message holds the very thing that was asked, and is not put as a question."""
    if asks is None or turn.text.rstrip().endswith("?"):
        return False
    if asks.startswith("condition."):
        name = asks.removeprefix("condition.")
        return name in turn.conditions() or stated_of(turn, name) is not None
    named = [fuzz.partial_ratio(str(name).lower(), turn.text.lower()) for name in options]
    special: dict[str, Callable[[], object]] = {
        "contact": lambda: turn.values("email") or turn.values("phone"),
        "item.warranty_until": lambda: turn.values("date") or answers.has_none(turn),
        "request": lambda: set(turn.values("request")) - {"cancel"},
        "address": lambda: answers.address(turn, None),
        "order_number": lambda: turn.values("order_number") or as_it_stands(turn),
        "item": lambda: turn.values("item") or max(named, default=0) >= NAMED,
    }
    return bool(special.get(asks, lambda: turn.values(asks))())
