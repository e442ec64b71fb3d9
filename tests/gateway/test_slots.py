"""Who accepts a message may take its turn at once: never too many, never before others, never for good."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from gateway import inbox
from gateway.accepting import Accepted, accept
from gateway.conversations import Opening, open_conversation
from gateway.inbound import InboundMessage, Turn
from gateway.models import Conversation
from gateway.settings import Settings
from gateway.slots import Slots
from gateway.tokens import Identity
from gateway.wiring import Gateway
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE, Shopper, new_shopper

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def turn_in(conversation: str) -> Turn:
    """A turn in which little is said."""
    return Turn(
        entry=1,
        conversation=conversation,
        store=STORE,
        channel="web",
        text="hi",
        payload=None,
        attachments=(),
        networks=(),
        email=None,
        phone=None,
        received_at=NOW,
        attempts=1,
    )


async def told(gateway: Gateway, name: str, take: bool = True) -> Accepted:
    """A message in conversation `c`, which is opened when it is first needed."""
    async with gateway.database.transaction() as session:
        if name == "first":
            open_conversation(session, Opening("c", STORE, "web", Identity()), NOW)
            await session.flush()
        return await accept(session, "c", InboundMessage("web", None, name, NOW), gateway.terms, take)


async def claimed(gateway: Gateway, after: timedelta) -> list[Turn]:
    """What another process takes that long after."""
    others = inbox.Terms("another", *(gateway.terms.lease, gateway.terms.notice, 9))
    async with gateway.database.transaction() as session:
        return await inbox.claim(session, NOW + after, others, 9)


async def test_what_was_taken_and_never_answered_is_anothers_once_the_lease_ends(gateway: Gateway) -> None:
    taken = await told(gateway, "first")
    assert taken.turn is not None
    assert (taken.turn.attempts, taken.turn.entry) == (1, taken.entry)
    lease = gateway.terms.lease
    assert await claimed(gateway, lease - timedelta(seconds=1)) == []
    (again,) = await claimed(gateway, lease + timedelta(seconds=1))
    assert (again.entry, again.attempts) == (taken.entry, 2)


async def test_nothing_is_taken_before_what_waits_already(gateway: Gateway) -> None:
    assert (await told(gateway, "first", take=False)).turn is None
    assert (await told(gateway, "second")).turn is None
    (turn,) = await claimed(gateway, timedelta(seconds=1))
    assert turn.attempts == 1


async def test_nothing_is_taken_while_another_holds_the_conversation(gateway: Gateway) -> None:
    await told(gateway, "first")
    assert (await told(gateway, "second")).turn is None


@pytest.fixture
def slots() -> Iterator[Slots]:
    """Two slots; what is begun there lasts until it is cancelled."""
    made = Slots(2)
    made.offer(lambda _turn: asyncio.Event().wait())  # type: ignore[arg-type, return-value]
    yield made
    made.cancel()


async def test_a_reserved_slot_is_nobody_elses_and_free_again_unless_used(slots: Slots) -> None:
    with slots.reserved("a") as one, slots.reserved("a") as same, slots.reserved("b") as two:
        assert one is not None
        assert two is not None
        assert same is None
        with slots.reserved("c") as three:
            assert three is None
        one(turn_in("a"))
    assert slots.held == ["a"]
    assert slots.free == 1


async def test_nothing_is_reserved_while_nothing_is_offered(slots: Slots) -> None:
    slots.offer(None)
    with slots.reserved("a") as begin:
        assert begin is None


async def test_who_frees_the_last_slot_says_so(slots: Slots) -> None:
    freed: list[str] = []
    slots.on_freed = lambda: freed.append("freed")
    with slots.reserved("a"):
        pass
    assert freed == []
    with slots.reserved("a"), slots.reserved("b"):
        pass
    assert freed == ["freed"]


async def test_closing_lets_a_message_that_is_being_accepted_have_its_turn() -> None:
    slots, answered = Slots(1), list[str]()

    async def converse(turn: Turn) -> None:
        await asyncio.sleep(0.01)
        answered.append(turn.conversation)

    slots.offer(converse)
    with slots.reserved("a") as begin:
        slots.offer(None)
        closing = asyncio.create_task(slots.close(5))
        await asyncio.sleep(0.01)
        assert begin is not None
        begin(turn_in("a"))
    await closing
    assert answered == ["a"]


async def test_after_closing_nothing_begins(slots: Slots) -> None:
    with slots.reserved("a") as begin:
        await slots.close(0)
        assert begin is not None
        begin(turn_in("a"))
    assert slots.held == []


@pytest.mark.parametrize("settings", [Settings(**{**FAST, "concurrency": 1})])  # type: ignore[arg-type]
async def test_with_every_slot_taken_who_came_first_is_answered_first(
    client: httpx.AsyncClient, rasa: FakeRasa, gateway: Gateway
) -> None:
    shoppers = [await new_shopper(client) for _ in range(4)]
    original = gateway.rasa.turn

    async def slow(turn: Any, headers: Any = None) -> Any:
        await asyncio.sleep(0.05)
        return await original(turn, headers)

    gateway.rasa.turn = slow  # type: ignore[method-assign]
    chatty, *others = shoppers
    first = asyncio.create_task(chatty.say("first"))
    await asyncio.sleep(0.02)
    waiting = [asyncio.create_task(shopper.say("once")) for shopper in others]
    await first
    for _ in range(3):
        await chatty.say("again")
    await asyncio.gather(*waiting)
    assert rasa.texts().index("again") >= 2
    assert rasa.texts()[-1] == "again"


async def test_who_waits_on_the_web_does_not_hear_what_is_said_after_a_move(
    shopper: Shopper, gateway: Gateway
) -> None:
    original = gateway.rasa.turn

    async def moved(turn: Any, headers: Any = None) -> Any:
        async with gateway.database.transaction() as session:
            await session.execute(
                update(Conversation).where(Conversation.id == shopper.id).values(channel="whatsapp")
            )
        return await original(turn, headers)

    gateway.rasa.turn = moved  # type: ignore[method-assign]
    answer = await shopper.post({"id": "m1", "text": "hi"})
    assert answer.status_code >= 400
    assert "Yes?" not in answer.text
