"""A message that would fail again is never sent again: the shopper is told at once, and may have a person."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from gateway.models import InboxEntry
from gateway.wiring import Gateway
from gateway.wording import words
from tests.gateway.fakes import FakeRasa, Refused
from tests.gateway.shoppers import Shopper, new_shopper

TOO_MUCH = Refused("reading_timed_out")


def counted(gateway: Gateway, outcome: str) -> float:
    """How many turns ended so."""
    return gateway.metrics.registry.get_sample_value("gateway_turns_total", {"outcome": outcome}) or 0.0


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("reading_timed_out", "too_much"),
        ("reading_failed", "not_dealt_with"),
        ("something_new", "not_dealt_with"),
    ],
)
async def test_it_is_tried_once_and_answered_with_an_offer(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway, reason: str, text: str
) -> None:
    rasa.script = [Refused(reason)]
    body = await shopper.say("a kettle " * 400)
    (message,) = body["messages"]
    assert message["text"] == words(text)
    assert message["buttons"] == [{"title": words("to_a_person"), "payload": "/talk_to_agent"}]
    assert body["state"] == "bot"
    assert len(rasa.texts()) == 1
    assert counted(gateway, reason) == 1
    async with gateway.database.session() as session:
        entries = (await session.scalars(select(InboxEntry).where(InboxEntry.text != ""))).all()
    assert [(each.state, each.failures, each.last_error) for each in entries] == [("answered", 0, reason)]


@pytest.mark.parametrize("nothing", [[], [{"recipient_id": "c"}], [{"text": " "}]])
async def test_an_answer_that_says_nothing_is_not_asked_for_again(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway, nothing: list[dict[str, Any]]
) -> None:
    rasa.script = [nothing]
    body = await shopper.say("hi")
    assert [message["text"] for message in body["messages"]] == [words("not_dealt_with")]
    assert (len(rasa.texts()), counted(gateway, "silent")) == (1, 1)


async def test_the_next_message_is_answered_as_ever(shopper: Shopper, rasa: FakeRasa) -> None:
    rasa.script = [TOO_MUCH]
    await shopper.say("too much")
    assert [message["text"] for message in (await shopper.say("my kettle broke"))["messages"]] == ["Yes?"]
    rasa.script = [TOO_MUCH]
    assert (await shopper.say("too much"))["state"] == "bot"


async def test_the_second_in_a_row_goes_to_a_person(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway
) -> None:
    rasa.reply = lambda _body: TOO_MUCH
    assert (await shopper.say("too much"))["state"] == "bot"
    body = await shopper.say("too much again")
    assert ([message["text"] for message in body["messages"]], body["state"]) == (
        [words("sorry")],
        "waiting_for_agent",
    )
    assert len(rasa.texts()) == 2
    handed = gateway.metrics.registry.get_sample_value("gateway_handoffs_total", {"reason": "not_answered"})
    assert handed == 1


async def test_it_is_said_in_the_shoppers_language(shopper: Shopper, rasa: FakeRasa) -> None:
    rasa.script = [TOO_MUCH]
    body = await shopper.say(
        "Mi tetera ha llegado rota y quiero que me devuelvan todo el dinero, por favor. " * 9
    )
    assert body["messages"][0]["text"] == words("too_much", "es")


@pytest.mark.parametrize("reason", [None, 5, "Ann's e-mail", {"a": 1}])
async def test_a_reason_that_is_no_code_is_not_kept(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway, reason: Any
) -> None:
    rasa.script = [Refused(reason)]
    body = await shopper.say("hi")
    assert body["messages"][0]["text"] == words("not_dealt_with")
    assert counted(gateway, "other") == 1


async def test_an_opening_that_is_refused_goes_unsaid(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    rasa.opening = TOO_MUCH
    shopper = await new_shopper(client)
    assert (shopper.greeting, await shopper.history()) == ([], [])
    assert [message["text"] for message in (await shopper.say("hello?"))["messages"]] == ["Yes?"]
    assert [turn["metadata"]["attempt"] for turn in rasa.turns] == [1, 1]
