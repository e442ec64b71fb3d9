"""What is meant where the intent alone doesn't tell: claims, corrections, questions about one order."""

import pytest

from actions.claims.recognising import stated_claim
from actions.dialogue.digressions import is_digression
from actions.dialogue.memory import Memory
from actions.dialogue.order_numbers import order_numbers
from actions.dialogue.reply import Voice
from actions.dialogue.scene import Scene
from actions.dialogue.turn import Turn, read_turn
from actions.orders.order_question import take_question
from actions.services import Services
from tests.actions.conftest import NOW
from tests.actions.making import clause, make_tracker


def heard(text: str, intent: str = "inform", *clauses: dict[str, object], **entities: object) -> Turn:
    """A turn in which this was said."""
    return read_turn(make_tracker(text, intent, {**entities, "clauses": list(clauses)}), "", NOW)


@pytest.mark.parametrize(
    ("says", "entities", "intent"),
    [
        ({"reason": "defective"}, {}, "report_problem"),
        ({"reason": "not_received"}, {}, "missing_package"),
        ({"reason": "change_of_mind"}, {}, "return_item"),
        ({"reason": ("change_of_mind", 0.7)}, {}, None),
        ({"reason": "wrong_size", "wish": "exchange"}, {}, "exchange_item"),
        ({"wish": "return"}, {"order_number": "1"}, "return_item"),
        ({"wish": "return"}, {}, None),
        ({"wish": "cancel"}, {"order_number": "1"}, None),
        ({}, {"order_number": "1"}, None),
    ],
)
def test_a_claim_is_known_by_what_is_stated(
    says: dict[str, object], entities: dict[str, object], intent: str | None
) -> None:
    assert stated_claim(heard("…", "inform", clause("…", **says), **entities)) == intent


def test_the_last_of_two_numbers_counts_after_a_correction() -> None:
    def numbers(text: str, act: str) -> list[str]:
        tracker = make_tracker(text, "track_order", {"clauses": [clause(text, act)]})
        tracker.latest_message["entities"] += [
            {"entity": "order_number", "value": number} for number in ("1001", "1002")
        ]
        return order_numbers(read_turn(tracker, "", NOW))

    assert numbers("where is 1001, sorry, 1002", "correction") == ["1002"]
    assert numbers("where are 1001 and 1002", "question") == ["1001", "1002"]


@pytest.mark.parametrize(
    ("clauses", "intent", "asks", "expected"),
    [
        ([clause("yes", "assent"), clause("found them cheaper", "talk")], "faq/contact", "confirm", False),
        ([clause("how much is it?", "question")], "faq/price_difference", "confirm", True),
        ([clause("where is my order", "question")], "track_order", "confirm", True),
        ([clause("ok it's closed", opened="no")], "stop", "condition.opened", False),
        ([clause("stop", "stop")], "stop", "condition.opened", True),
        ([clause("let me talk to someone", "request")], "talk_to_agent", "reason", True),
        ([clause("is tape a seal?", "question", opened="yes")], "faq/contact", "condition.opened", True),
    ],
)  # fmt: skip
def test_an_answer_is_no_digression_whatever_it_sounds_like(
    clauses: list[dict[str, object]], intent: str, asks: str, expected: bool
) -> None:
    assert is_digression(heard("…", intent, *clauses), "claim_form", asks) is expected


@pytest.mark.parametrize(
    ("said", "intent", "entities", "known", "question"),
    [
        (clause("can I still?", "question"), "return_item", {"order_number": "KM-1001"}, None, "return"),
        (clause("how long?", "question"), "faq/return_window", {"order_number": "KM-1001"}, None, "return"),
        (clause("can i still exchange it?", "question"), "exchange_item", {}, "KM-1001", "exchange"),
        (clause("how many days are there?", "question"), "faq/return_window", {}, None, None),
        (clause("I want to return it", "request"), "return_item", {"order_number": "KM-1001"}, None, None),
        (clause("a broken one?", "question", reason="defective"), "return_item", {}, "KM-1001", None),
    ],
)  # fmt: skip
def test_a_question_about_one_order_is_told_from_a_claim_and_from_a_general_question(  # noqa: PLR0917 - one case
    services: Services,
    said: dict[str, object],
    intent: str,
    entities: dict[str, object],
    known: str | None,
    question: str | None,
) -> None:
    memory = Memory({"identity__order": known})
    turn = heard("…", intent, said, **entities)
    scene = Scene(services, turn, memory, Voice(services.wording, turn, None))  # type: ignore[arg-type]
    assert take_question(scene) is (question is not None)
    assert memory["orders__question"] == question
