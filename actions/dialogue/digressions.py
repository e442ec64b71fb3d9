"""What inside a form is meant for somebody else: questions, other tasks, a stop, small talk."""

from collections.abc import Sequence
from typing import Any

from actions.dialogue import answers, tasks
from actions.dialogue.consent import Consent, consent
from actions.dialogue.order_numbers import as_it_stands
from actions.dialogue.turn import Turn, request_of

SMALLTALK = {"greet", "goodbye", "thank", "bot_challenge", "complain"}
ASIDES = {"stop", "explain", "repeat"}
SURE_OF_DIGRESSION = 0.5
CANT_SAY = frozenset({"unknown", "cannot"})
YES_OR_NO = frozenset({"assent", "refusal"})
OPEN = ("reason", "request", "quantity")
SETTLED = (Consent.YES, Consent.NO, Consent.CHANGED, Consent.NOT_YET)
CODES = {"contact": ("email", "phone"), "order_number": ("order_number",)}
HEADS = {"request": "wish", "quantity": "extent"}


def is_digression(turn: Turn, form: str, asks: str | None, options: Sequence[Any] = ()) -> bool:
    """Whether a message inside a form is as a whole for somebody else."""
    if turn.attachments:
        return False
    if turn.intent == "talk_to_agent":
        return turn.is_button or turn.confidence >= SURE_OF_DIGRESSION
    if asks == "confirm" and not turn.is_button and consent(turn, form, has_changed=False) in SETTLED:
        return False
    if not turn.is_button and asks and (not _is_sure(turn) or answers_it(turn, asks, options)):
        return False
    if turn.intent in tasks.FORM_OF and tasks.FORM_OF[turn.intent] != form:
        return True
    return turn.intent in ASIDES or turn.intent.startswith("faq") or turn.intent in SMALLTALK


def _is_sure(turn: Turn) -> bool:
    """Whether the message as a whole, or a clause of it, is surely what it seems to be."""
    return turn.confidence >= SURE_OF_DIGRESSION or turn.intent in {clause.intent for clause in turn.clauses}


def answers_it(turn: Turn, asks: str, options: Sequence[Any] = ()) -> bool:
    """Whether a clause of the message answers what was asked."""
    if asks == "confirm":
        return False  # what settles a summary was judged before
    if asks == "order_number" and as_it_stands(turn):
        return True
    if asks in CODES:
        return any(turn.values(entity) for entity in CODES[asks])
    if asks == "address":
        return answers.address(turn, None) is not None
    telling = [clause for clause in turn.clauses if clause.act not in ("question", "stop")]
    if asks == "item":
        return any(clause.act in CANT_SAY | YES_OR_NO | {"answer"} for clause in telling)
    head = HEADS.get(asks, asks.removeprefix("condition."))
    if head == "wish":  # to cancel is no wish for goods
        telling = [each for each in telling if "wish" not in each.says or request_of(each.says["wish"][0])]
    answering = CANT_SAY if asks in OPEN else CANT_SAY | YES_OR_NO
    return any(head in clause.says or clause.act in answering for clause in telling) or (
        answers.choice(turn, options) is not None
    )
