"""One log line a turn, for whoever watches: codes and ids, nobody's words."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.answers import turn_of
from gateway.inbound import Turn
from gateway.turn_summary import turn_summary

TURN = Turn(
    entry=7,
    conversation="c" * 32,
    store="standard",
    channel="web",
    text="I am Ann, ann@example.com",
    payload=None,
    attachments=(),
    networks=("192.0.2.1",),
    email="ann@example.com",
    phone=None,
    received_at=datetime(2026, 1, 1, tzinfo=UTC),
    attempts=1,
    trace="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)


def card(**data: Any) -> dict[str, Any]:
    """A part of Rasa's answer with a card."""
    return {"custom": {"data": data}}


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ([{"text": "Hello Ann"}], "text"),
        ([{"text": "Why?"}, card(type="question", asks="reason")], "question reason"),
        ([card(type="decision", decision={"outcome": "eligible"}), card(type="question", asks="confirm")],
         "decision eligible, question confirm"),
        ([card(type="decision", decision="none")], "decision other"),
        ([card(type="question", asks="ann@example.com")], "question other"),
        ([{"text": "Done"}, card(type="case", number="R-1")], "case"),
        ([{"custom": {"handoff": {"reason": "shopper_asked"}}}], "handoff shopper_asked"),
        ([{"text": "Bye"}, {"custom": {"close": True}}], "closed"),
    ],
)  # fmt: skip
def test_a_turn_is_told_by_what_came_of_it(answer: list[dict[str, Any]], outcome: str) -> None:
    assert turn_summary(TURN, turn_of(answer))["outcome"] == outcome


def test_nothing_of_the_shopper_is_in_it() -> None:
    said = turn_of([{"text": "Hello Ann"}])
    said.intent = "greet"
    assert turn_summary(TURN, said) == {
        "store": "standard",
        "channel": "web",
        "conversation": "c" * 32,
        "entry": 7,
        "trace": "0af7651916cd43dd8448eb211c80319c",
        "intent": "greet",
        "outcome": "text",
    }
