"""What is meant where the intent alone doesn't tell: claims, corrections, questions about one order."""

from dataclasses import replace

import pytest

from actions.claims.correcting import correction
from actions.claims.recognising import stated_claim
from actions.dialogue.clauses import Clause
from actions.dialogue.digressions import is_digression
from actions.dialogue.memory import Memory
from actions.dialogue.order_numbers import order_numbers
from actions.dialogue.reply import Voice
from actions.dialogue.task_form import Scene
from actions.dialogue.turn import Turn, read_turn
from actions.orders.order_question import take_question
from actions.services import Services
from tests.actions.conftest import NOW
from tests.actions.making import make_tracker


def heard(text: str, intent: str = "inform", **entities: object) -> Turn:
    """A turn in which this was said."""
    tracker = make_tracker(text, intent, entities)
    return read_turn(tracker, "", NOW)


@pytest.mark.parametrize(
    ("entities", "intent"),
    [
        ({"reason": "defective"}, "report_problem"),
        ({"reason": "not_received"}, "missing_package"),
        ({"reason": "change_of_mind"}, "return_item"),
        ({"reason": "wrong_size", "request": "exchange"}, "exchange_item"),
        ({"request": "return", "item": "kettle"}, "return_item"),
        ({"request": "return"}, None),
        ({"request": "cancel", "order_number": "1"}, None),
        ({"order_number": "1"}, None),
    ],
)
def test_a_claim_is_known_by_what_is_stated(entities: dict[str, object], intent: str | None) -> None:
    assert stated_claim(heard("…", **entities)) == intent


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("actually it's used", {"used": True}),
        ("hm, it isn't used", {"used": False}),
        ("ok it's closed", {"opened": False}),
        ("I did open it", {"opened": True}),
        ("sorry, the red one", {}),
    ],
)
def test_a_short_correction_names_the_condition(text: str, stated: dict[str, bool]) -> None:
    assert correction(heard(text, "correct")) == stated


def test_the_last_of_two_numbers_counts_after_a_correction() -> None:
    def numbers(text: str) -> list[str]:
        tracker = make_tracker(text, "track_order")
        tracker.latest_message["entities"] = [
            {"entity": "order_number", "value": number} for number in ("1001", "1002")
        ]
        return order_numbers(read_turn(tracker, "", NOW))

    assert numbers("where is 1001, sorry, 1002") == ["1002"]
    assert numbers("where are 1001 and 1002") == ["1001", "1002"]


@pytest.mark.parametrize(
    ("text", "intent", "asks", "expected"),
    [
        ("yes?", "faq/price_difference", "confirm", True),
        ("no, where is my order", "track_order", "confirm", True),
        ("ok it's closed", "stop", "condition.opened", False),
        ("stop", "stop", "condition.opened", True),
        ("let me talk to someone", "talk_to_agent", "reason", True),
    ],
)
def test_an_answer_is_no_digression_whatever_it_sounds_like(
    text: str, intent: str, asks: str, expected: bool
) -> None:
    assert is_digression(heard(text, intent), "claim_form", asks) is expected


@pytest.mark.parametrize(("act", "expected"), [("assent", False), ("hesitation", False), ("question", True)])
def test_what_settles_a_summary_is_no_digression_whatever_the_rest_sounds_like(
    act: str, expected: bool
) -> None:
    clauses = (Clause("yes", act=act), Clause("I found them cheaper", act="talk"))
    turn = replace(heard("yes, I found them cheaper", "faq/price_difference"), clauses=clauses)
    assert is_digression(turn, "cancel_form", "confirm") is expected


@pytest.mark.parametrize(
    ("text", "intent", "entities", "known", "question"),
    [
        ("can I still return KM-1001?", "return_item", {"order_number": "KM-1001"}, None, "return"),
        (
            "how long do I have to return KM-1001?",
            "faq/return_window",
            {"order_number": "KM-1001"},
            None,
            "return",
        ),
        ("is my order still returnable", "faq/return_window", {}, None, "return"),
        ("can i still exchange it?", "exchange_item", {}, "KM-1001", "exchange"),
        ("¿hasta cuándo puedo devolver mi pedido?", "return_item", {}, None, "return"),
        ("puis-je encore retourner ma commande ?", "return_item", {}, None, "return"),
        ("how many days do I have to return an item?", "faq/return_window", {}, None, None),
        ("I want to return KM-1001", "return_item", {"order_number": "KM-1001"}, None, None),
        ("can I still return it? it's broken", "return_item", {"reason": "defective"}, "KM-1001", None),
    ],
)
def test_a_question_about_one_order_is_told_from_a_claim_and_from_a_general_question(  # noqa: PLR0917 - one case
    services: Services,
    text: str,
    intent: str,
    entities: dict[str, object],
    known: str | None,
    question: str | None,
) -> None:
    memory = Memory({"identity__order": known})
    turn = heard(text, intent, **entities)
    scene = Scene(services, turn, memory, Voice(services.wording, turn, None))  # type: ignore[arg-type]
    assert take_question(scene) is (question is not None)
    assert memory["orders__question"] == question
