"""Consent: nothing is done on anything but a yes to exactly what was shown."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.dialogue.clauses import Clause
from actions.dialogue.consent import TAKES_BACK, Consent, consent
from actions.dialogue.turn import Turn

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ACTS = ("assent", *TAKES_BACK, "question", "request", "answer", "talk")


def judged(*clauses: Clause, form: str = "claim_form", has_changed: bool = False) -> Consent:
    """What a message of these clauses comes to."""
    return consent(Turn("c", "m", "s", NOW, clauses=clauses), form, has_changed=has_changed)


@pytest.mark.parametrize(
    ("acts", "verdict"),
    [
        (["assent"], Consent.YES),
        (["assent", "talk"], Consent.YES),
        (["assent", "request"], Consent.YES),
        (["assent", "question"], Consent.ASKED),
        (["question"], Consent.ASKED),
        (["assent", "condition"], Consent.NOT_YET),
        (["assent", "hesitation"], Consent.NOT_YET),
        (["hesitation"], Consent.NOT_YET),
        (["assent", "refusal"], Consent.NOT_YET),
        (["assent", "unclear"], Consent.NOT_YET),
        (["correction"], Consent.CHANGED),
        (["refusal"], Consent.NO),
        (["stop"], Consent.NO),
        (["talk"], Consent.UNCLEAR),
        (["answer"], Consent.UNCLEAR),
        ([], Consent.UNCLEAR),
    ],
)
def test_the_whole_message_is_judged(acts: list[str], verdict: Consent) -> None:
    assert judged(*(Clause(act, act=act) for act in acts)) is verdict


@given(st.lists(st.sampled_from(ACTS), max_size=6), st.booleans())
def test_there_is_no_yes_without_assent_or_with_anything_that_takes_it_back(
    acts: list[str], changed: bool
) -> None:
    verdict = judged(*(Clause(act, act=act) for act in acts), has_changed=changed)
    if "assent" not in acts or set(acts) & TAKES_BACK or "question" in acts or changed:
        assert verdict is not Consent.YES


def test_a_question_that_cannot_change_the_act_lets_the_yes_stand() -> None:
    asked = Clause("when do I get the money?", act="question", intent="faq/refund_time")
    assert judged(Clause("yes", act="assent"), asked) is Consent.YES


def test_a_yes_to_another_task_is_none_to_this_one() -> None:
    cancel = Clause("cancel it", act="assent", intent="cancel_order")
    assert judged(cancel) is not Consent.YES
    assert judged(cancel, form="cancel_form") is Consent.YES


@pytest.mark.parametrize("act", sorted(set(ACTS) - {"assent", "request"}))
def test_what_names_the_cancelling_but_neither_asks_for_it_nor_assents_is_no_yes(act: str) -> None:
    named = Clause("I didn't want to cancel my order", act=act, intent="cancel_order", against=0.0)
    assert judged(named, form="cancel_form") is not Consent.YES


def test_to_ask_for_the_cancelling_again_is_a_yes_to_it_and_to_nothing_else() -> None:
    again = Clause("cancel my order", act="request", intent="cancel_order")
    assert judged(again, form="cancel_form") is Consent.YES
    assert judged(again) is not Consent.YES


def test_a_button_means_what_it_says() -> None:
    for intent, verdict in (("affirm", Consent.YES), ("deny", Consent.NO), ("inform", Consent.UNCLEAR)):
        pressed = Turn("c", "m", "s", NOW, intent=intent, is_button=True)
        assert consent(pressed, "claim_form", has_changed=False) is verdict
