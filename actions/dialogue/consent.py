"""Consent: whether a message agrees to exactly what was just shown.

Nothing is filed, cancelled or changed on anything but a yes to the last summary. A question, a condition, a
correction or a second thought beside the yes takes it back; in doubt the answer is no answer.
"""

from enum import StrEnum
from typing import TYPE_CHECKING

from actions.dialogue import tasks
from actions.dialogue.clauses import Clause
from actions.dialogue.turn import Turn

if TYPE_CHECKING:
    from actions.dialogue.scene import Scene

TAKES_BACK = frozenset({
    "refusal", "hesitation", "condition", "correction", "stop", "undo", "cannot", "unknown", "unclear",
})  # fmt: skip
LEAVES = frozenset({"refusal", "stop"})
HARMLESS = frozenset({
    "faq/refund_time", "faq/contact", "faq/how_to_return", "faq/return_address", "faq/privacy", "case_status",
    "refund_status", "track_order",
})  # fmt: skip
REPEATABLE = ("cancel_form",)
LIKELY_AGAINST = 0.35
BUTTONS = {"affirm": "yes", "deny": "no"}


class Consent(StrEnum):
    """What a message at a summary comes to."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not_yet"  # a second thought, a condition: the summary stays as it is
    CHANGED = "changed"  # something of it was corrected: a new summary
    ASKED = "asked"  # a question: answered, then the summary again
    UNCLEAR = "unclear"


AGAIN = (Consent.ASKED, Consent.NOT_YET, Consent.CHANGED)


def take_consent(scene: "Scene", form: str, *, has_changed: bool = False) -> bool:
    """Judge the message at the form's summary; only yes and no end it. False if it answers nothing."""
    scene.consent = consent(scene.turn, form, has_changed=has_changed)
    scene.memory["session__confirmed"] = {Consent.YES: True, Consent.NO: False}.get(scene.consent)
    return scene.consent is not Consent.UNCLEAR


def is_to_be_shown_again(scene: "Scene") -> bool:
    """Whether to show the summary again: after a question, a second thought, a change, a digression."""
    is_back = scene.memory["session__asks"] == "confirm" and not scene.turn.is_heard
    return is_back or scene.consent in AGAIN


def consent(turn: Turn, form: str, *, has_changed: bool) -> Consent:
    """Judge the whole message; `has_changed`: it told something else than the summary says.

    A question beside a yes lets the yes stand only where no answer to it could change the act.
    """
    if turn.is_button:
        return Consent(BUTTONS.get(turn.intent, "unclear"))
    acts = {_act(clause, form) for clause in turn.clauses}
    if has_changed:
        return Consent.CHANGED
    if "assent" in acts and not acts & TAKES_BACK:
        return Consent.YES if "question" not in acts or _are_harmless(turn) else Consent.ASKED
    return _without_yes(acts)


def _act(clause: Clause, form: str) -> str:
    """The clause's act; to agree to another task than the one shown is a request."""
    task = tasks.FORM_OF.get(clause.intent)
    if clause.act == "assent" and task not in (None, form):
        return "request"
    if clause.act == "request" and task == form and form in REPEATABLE:
        return "assent"  # "cancel my order", said to "Shall I cancel it?"
    if clause.act == "unclear" and clause.against < LIKELY_AGAINST:
        return "talk"
    return clause.act


def _are_harmless(turn: Turn) -> bool:
    """Whether no answer to what was asked beside the yes could change what is done."""
    return all(clause.intent in HARMLESS for clause in turn.clauses if clause.act == "question")


def _without_yes(acts: set[str]) -> Consent:
    if "correction" in acts:
        return Consent.CHANGED
    if "question" in acts:
        return Consent.ASKED
    if acts & LEAVES and not acts & {"assent", "hesitation", "condition"}:
        return Consent.NO
    if acts & {"hesitation", "condition"} or {"assent"} < acts:
        return Consent.NOT_YET
    return Consent.UNCLEAR
