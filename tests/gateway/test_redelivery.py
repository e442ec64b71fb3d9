"""Every message redelivered five times, shuffled and at once: the same state as when each came once."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from gateway.models import Conversation, InboxEntry, Message, OutboxEntry, Upload
from gateway.wiring import Gateway
from tests.gateway.fakes import FakeRasa
from tests.gateway.media import picture
from tests.gateway.shoppers import Shopper, new_shopper

TIMES = 5
DIFFERS = {"id", "conversation_id", "at", "answers", "created_at", "last_at", "state_since", "token_hash"}
DIFFERS |= {"received_at", "not_before", "answered_at", "trace", "message_id", "lease_until", "attempts"}


def reply(body: dict[str, Any]) -> list[dict[str, Any]]:
    """Says what it heard, asks for what a button answers, and hands over when asked to."""
    said: list[dict[str, Any]] = [{"text": f"re {body['message']}"}]
    if "sure" in body["message"]:
        said[0]["buttons"] = [{"title": "Yes", "payload": "/affirm"}]
    if "person" in body["message"]:
        said.append({"custom": {"handoff": {"reason": "asked"}}})
    return said


async def upload(shopper: Shopper) -> str:
    """Send the picture."""
    path = f"/api/v1/conversations/{shopper.id}/uploads"
    file = {"file": ("a.jpg", picture(), "image/jpeg")}
    return str((await shopper.client.post(path, files=file, headers=shopper.headers)).json()["id"])


async def bodies(shopper: Shopper) -> list[dict[str, Any]]:
    """A conversation with texts, a button, a picture and a hand-off, after which nobody answers."""
    return [
        {"id": "1", "text": "hello"},
        {"id": "2", "text": "are you sure"},
        {"id": "3", "payload": "/affirm"},
        {"id": "4", "attachments": [await upload(shopper)], "text": "look"},
        {"id": "5", "text": "a person please"},
        {"id": "6", "text": "anyone?"},
    ]


async def state(gateway: Gateway, conversation: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of the conversation, without what differs between any two."""
    found = {}
    async with gateway.database.session() as session:
        for table in (Conversation, Message, InboxEntry, OutboxEntry, Upload):
            key = "id" if table is Conversation else "conversation_id"
            query = select(table.__table__).where(table.__table__.c[key] == conversation)
            rows = (await session.execute(query.order_by(table.__table__.c.id))).mappings().all()
            found[table.__tablename__] = [
                {name: _plain(value) for name, value in row.items() if name not in DIFFERS} for row in rows
            ]
    return found


def _plain(value: Any) -> Any:
    """Attachments by their kind: a file's id is new each time."""
    return (
        [{**each, "id": "file"} if "kind" in each else each for each in value]
        if isinstance(value, list)
        else value
    )


@pytest.fixture
async def once(client: httpx.AsyncClient, rasa: FakeRasa, gateway: Gateway) -> AsyncIterator[Any]:
    """The state when each message comes once, and answers as they were given."""
    rasa.reply = reply
    shopper = await new_shopper(client)
    answers = [(await shopper.post(body)).json() for body in await bodies(shopper)]
    yield await state(gateway, shopper.id), answers


@pytest.mark.parametrize("seed", range(4))
async def test_redelivered_five_times_and_shuffled_it_is_the_same_state_as_once(
    once: Any, client: httpx.AsyncClient, rasa: FakeRasa, gateway: Gateway, seed: int
) -> None:
    dice = random.Random(seed)  # noqa: S311 (reproducible)
    shopper, turns = await new_shopper(client), len(rasa.turns)
    sent: list[dict[str, Any]] = []
    for body in await bodies(shopper):
        assert (await shopper.post(body)).is_success
        sent.append(body)
        again = [each for each in sent for _ in range(dice.randrange(TIMES))]
        dice.shuffle(again)
        await asyncio.gather(*(shopper.post(each, wait=dice.random() < 0.5) for each in again))
    everything = sent * TIMES
    dice.shuffle(everything)
    await asyncio.gather(*(shopper.post(each) for each in everything))
    assert len(rasa.turns) - turns == 5  # not a sixth: a person has the conversation
    assert await state(gateway, shopper.id) == once[0]
    for body, first in zip(sent, once[1], strict=True):
        answer = (await shopper.post(body)).json()
        assert [each["text"] for each in answer["messages"]] == [each["text"] for each in first["messages"]]


@pytest.mark.parametrize("changed", [{"text": "other words"}, {"payload": "/affirm"}])
async def test_the_first_delivery_counts_whatever_the_second_says(
    shopper: Shopper, rasa: FakeRasa, changed: dict[str, str]
) -> None:
    rasa.reply = reply
    await shopper.post({"id": "1", "text": "hello"})
    answer = (await shopper.post({"id": "1", **changed})).json()
    assert [each["text"] for each in answer["messages"]] == ["re hello"]
    assert rasa.texts() == ["hello"]
