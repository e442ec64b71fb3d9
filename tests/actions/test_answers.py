"""What a message answers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.dialogue import answers, polarity
from actions.dialogue.clauses import Clause
from actions.dialogue.turn import Turn


def turn(text: str, intent: str = "inform", **entities: object) -> Turn:
    """A turn with these words."""
    found = [{"entity": name, "value": value} for name, value in entities.items()]
    return Turn("c", "m", "s", datetime(2026, 1, 1, tzinfo=UTC), text=text, intent=intent, entities=found)


@pytest.mark.parametrize(
    ("acts", "meant"),
    [
        (["assent"], True), (["refusal"], False), (["assent", "talk"], True), (["assent", "refusal"], None),
        (["hesitation"], None), (["unknown"], None), (["answer"], None), (["assent", "question"], True),
    ],
)  # fmt: skip
def test_yes_and_no_are_what_the_clauses_agree_on(acts: list[str], meant: bool | None) -> None:
    said = [Clause(act, act=act) for act in acts]
    assert polarity.yes_or_no(Turn("c", "m", "s", datetime(2026, 1, 1, tzinfo=UTC), clauses=said)) is meant


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
    ("text", "picked"), [("2", "b"), ("the second one", "b"), ("4", None), ("blue", None)]
)
def test_a_choice_is_made_by_its_place(text: str, picked: str | None) -> None:
    assert answers.choice(turn(text), ["a", "b", "c"]) == picked


def test_an_address_needs_street_and_place() -> None:
    found = answers.address(turn("12 Elm Street, Portland, 97201, US"), None)
    assert found == {"line1": "12 Elm Street", "postcode": "97201", "country": "US", "city": "Portland"}
    assert answers.address(turn("Elm Street"), None) is None
