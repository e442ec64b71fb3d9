"""How much of a message is read."""

import pytest
from components.bounds import ReadingBounds, beginning
from components.fact_extractor import FactExtractor
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message


def read_of(text: str, characters: int = 1000, clauses: int = 20) -> Message:
    """The message as the steps after the bounds get it."""
    config = {"characters": characters, "clauses": clauses}
    (message,) = ReadingBounds.create(config, None, None, None).process([Message({TEXT: text})])
    return message


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("my kettle", "my kettle"),
        ("my kettle KM-1001", "my kettle "),
        ("my kettles KM-1001", "my kettles"),
        ("my kettlefulness", "my"),
        ("kettlekettle", "kettlekett"),
        ("", ""),
    ],
)
def test_a_word_is_left_out_rather_than_cut(text: str, start: str) -> None:
    assert beginning(text, 10, 20) == start


def test_no_more_clauses_are_read_than_allowed() -> None:
    assert beginning("one, two. Three? Four and five", 1000, 3) == "one, two. Three?"
    text = "I want my money back, " * 60
    assert beginning(text, 2000, 20) == ("I want my money back, " * 20).strip()


def test_what_comes_after_the_bounds_is_not_seen_by_the_steps_that_follow() -> None:
    text = "where is KM-1001? " + "x" * 5 + " blah" * 200 + " KM-2002"
    message = read_of(text)
    assert len(message.get(TEXT)) <= 1000
    assert text.startswith(message.get(TEXT))
    FactExtractor(["KE"]).process([message])
    assert [one["value"] for one in message.get(ENTITIES) if one["entity"] == "order_number"] == ["KM-1001"]


def test_a_buttons_command_is_left_whole_and_not_read() -> None:
    command = '/inform{"item": "' + "KM-1001 " * 200 + '"}'
    message = read_of(command)
    FactExtractor(["KE"]).process([message])
    assert (message.get(TEXT), message.get(ENTITIES)) == (command, None)


@pytest.mark.parametrize("bad", [0, -1, None, "20"])
def test_bounds_that_bound_nothing_are_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        ReadingBounds.create({"characters": 1000, "clauses": bad}, None, None, None)
