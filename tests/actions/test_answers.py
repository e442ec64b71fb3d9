"""What a message answers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.dialogue import answers
from actions.dialogue.turn import Turn


def turn(text: str, intent: str = "inform", **entities: object) -> Turn:
    """A turn with these words."""
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return Turn("c", "m", "s", datetime(2026, 1, 1, tzinfo=UTC), text=text, intent=intent, entities=found)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yes", True), ("Yep, it is", True), ("sure thing", True), ("ok", True), ("sí", True),
        ("no", False), ("Nope", False), ("not yet", False), ("I haven't", None), ("never", False),
        ("i don't know", None), ("not sure", None), ("the blue one", None),
    ],
)  # fmt: skip
def test_yes_and_no_are_told_by_the_first_word(text: str, meant: bool | None) -> None:
    assert answers.yes_or_no(turn(text)) is meant


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0772 123456", "0772 123456"),
        ("it's 0772 123456 thanks", "0772 123456"),
        ("(0772) 123-456", "(0772) 123-456"),
        ("+44–20–7946–0777", "+44–20–7946–0777"),
        ("254700000001", "254700000001"),
        ("KM-1001", None),
        ("hello", None),
    ],
)
def test_a_phone_is_taken_as_written(text: str, phone: str | None) -> None:
    assert answers.contact(turn(text)) == phone


def test_a_phone_that_was_found_is_taken_as_written_and_not_as_read_abroad() -> None:
    found = [{"entity": "phone", "value": "+254772123456", "text": "0772 123456"}]
    said = replace(turn("call me on 0772 123456"), entities=found)
    assert answers.stated_contact(said) == answers.contact(said) == "0772 123456"


@pytest.mark.parametrize(
    ("text", "ordered", "units"),
    [("2", 3, 2), ("both", 2, 2), ("all of them", 5, 5), ("just one", 3, 1), ("7", 3, None), ("three", 3, 3)],
)
def test_a_quantity_is_from_one_to_what_was_ordered(text: str, ordered: int, units: int | None) -> None:
    assert answers.quantity(turn(text), ordered) == units


@pytest.mark.parametrize(
    ("text", "picked"), [("2", "b"), ("the second one", "b"), ("last", "c"), ("4", None), ("blue", None)]
)
def test_a_choice_is_made_by_its_place(text: str, picked: str | None) -> None:
    assert answers.choice(turn(text), ["a", "b", "c"]) == picked


def test_a_stated_condition_counts_more_than_a_leading_no() -> None:
    stated = turn("no, I haven't opened it", condition={"name": "opened", "value": False})
    assert answers.condition(stated, "opened") is False
    assert answers.condition(turn("yes it's still sealed", condition="opened:false"), "opened") is False


def test_an_address_needs_street_and_place() -> None:
    found = answers.address(turn("12 Elm Street, Portland, 97201, US"), None)
    assert found == {"line1": "12 Elm Street", "postcode": "97201", "country": "US", "city": "Portland"}
    assert answers.address(turn("Elm Street"), None) is None
