"""Order numbers are taken as shoppers write them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.dialogue.clauses import Clause
from actions.dialogue.digressions import is_digression
from actions.dialogue.order_numbers import answered_number, as_it_stands, order_numbers
from actions.dialogue.turn import Turn
from shop.numbers import number_key
from tests.shop.records import NUMBER_SHAPES


def turn(text: str, *found: tuple[str, str, str], intent: str = "inform") -> Turn:
    """A turn with these words; `found` are entities, their values, and the parts they were read from."""
    entities = [
        {
            "entity": name,
            "value": value,
            "text": part,
            "start": text.index(part),
            "end": text.index(part) + len(part),
        }
        for name, value, part in found
    ]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Turn("c", "m", "s", at, text=text, intent=intent, confidence=0.9, entities=entities)


@pytest.mark.parametrize(
    "number", [*NUMBER_SHAPES, "KM-1003", "KM72O3", "000000123", "4012345678", "#KM–1003", "1001"]
)
@pytest.mark.parametrize("around", ["{}", '"{}"', "{}.", "“{}”", "({})", "{}!", "'{}'", ' {}" '])
def test_an_answer_of_one_word_is_the_number_whatever_shape_it_has(number: str, around: str) -> None:
    answer = answered_number(turn(around.format(number)))
    assert answer is not None
    assert number_key(answer) == number_key(number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Where is my order KM-1003 in Nairobi?", "KM-1003"),
        ("cancel S-1001 in full", "S-1001"),
        ("order 1003 items missing", "1003"),
        ("donde esta mi pedido KM-1003 x favor?", "KM-1003"),
        ("Ma commande KM-1003 m'a pas été livrée", "KM-1003"),
        ("KGM-1001 set incomplete, one card missing", "KGM-1001"),
        ("KM-1003 day 5 and nothing", "KM-1003"),
        ('my order #KM-1003"', "KM-1003"),
        ("where are KM-1001 KM-1003", "KM-1001"),
        ("it's 2026/0042", "2026/0042"),
        ("my order is INV.2026.15 thanks", "INV.2026.15"),
        ("it's km1001 thanks", "km1001"),
        ("it is 112-1234567-1234567", "112-1234567-1234567"),
        ("KM 1003", "KM 1003"),
        ("order no. 10234", "10234"),
    ],
)
def test_a_number_is_found_whole_in_an_answer_in_which_nothing_was_found(text: str, number: str) -> None:
    answer = answered_number(turn(text))
    assert answer is not None
    assert number_key(number) in (number_key(answer), number_key(answer).removeprefix("ORDER"))


@pytest.mark.parametrize(
    "text",
    [
        "a@example.com",
        "+254 700 000 001",
        "+44–20–7946–0777",
        "hello",
        "the 2nd one",
        "3 weeks ago",
        "2nd",
    ],
)
def test_what_is_no_order_number_is_none(text: str) -> None:
    found = [("phone", "+1", text)] if text.startswith("+") else []
    assert answered_number(turn(text, *found)) is None


def test_a_word_that_was_read_as_a_phone_is_one_only_with_its_leading_0() -> None:
    assert answered_number(turn("0712345678", ("phone", "+254712345678", "0712345678"))) is None
    assert answered_number(turn("612345678", ("phone", "+34612345678", "612345678"))) == "612345678"


@pytest.mark.parametrize(
    ("text", "value", "part", "number"),
    [
        ("where is 12345-A", "12345", "12345", "12345-A"),
        ("return 12345-A please", "12345", "12345", "12345-A"),
        ("where is KM-1003?", "KM-1003", "KM-1003", "KM-1003"),
        ("km 1003 please", "KM-1003", "km 1003", "KM-1003"),
        ("mail a1003@example.com", "1003", "1003", "1003"),
    ],
)
def test_a_number_that_was_cut_out_of_a_word_is_the_word(
    text: str, value: str, part: str, number: str
) -> None:
    assert order_numbers(turn(text, ("order_number", value, part))) == [number]


def test_a_number_out_of_a_button_is_its_value() -> None:
    said = turn('/inform{"order_number": "2026/0042"}')
    button = Turn(
        **{**vars(said), "entities": [{"entity": "order_number", "value": "2026/0042"}], "is_button": True}
    )
    assert answered_number(button) == "2026/0042"
    assert as_it_stands(button) is None


def test_a_correction_leaves_the_last_number() -> None:
    said = turn(
        "KM-1001, sorry, KM-1003",
        ("order_number", "KM-1001", "KM-1001"),
        ("order_number", "KM-1003", "KM-1003"),
    )
    corrected = replace(said, clauses=[Clause("sorry", act="correction")])
    assert order_numbers(corrected) == ["KM-1003"]
    assert order_numbers(said) == ["KM-1001", "KM-1003"]


def test_a_number_that_was_asked_for_is_no_digression_however_it_was_understood() -> None:
    said = turn("2026/0042", intent="faq")
    assert not is_digression(said, "track_form", "order_number")
    assert is_digression(turn("how long does it take", intent="faq"), "track_form", "order_number")
