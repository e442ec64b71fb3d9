"""What a message answers."""

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
    ("text", "number"),
    [("KM-1001", "KM-1001"), ("it's km1001 thanks", "km1001"), ("#10234", "10234"), ("1001", "1001"),
     ("a@example.com", None), ("my phone is +254 700 000 001", None), ("hello", None)],
)  # fmt: skip
def test_an_order_number_is_found_in_a_short_answer(text: str, number: str | None) -> None:
    assert answers.order_number(turn(text)) == number


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
