"""What a channel must push goes out in order, again until it is taken, and is set aside when it never is."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from gateway import inbox
from gateway.accepting import accept
from gateway.channels.interface import Channel, Check, Received, Trouble, Verdict, Webhook
from gateway.channels.rendering import Limits, Part
from gateway.conversations import Opening, open_conversation
from gateway.inbound import InboundMessage
from gateway.models import OutboxEntry
from gateway.sender import Sender
from gateway.settings import Settings
from gateway.tokens import Identity
from gateway.wiring import Gateway
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE


class Phone(Channel):
    """A pushing channel that fails as often as it is told to."""

    name = "phone"
    limits = Limits(text=1000, body=1000, buttons=3, button_title=20)

    def __init__(self) -> None:
        """Nothing was sent yet."""
        super().__init__(STORE)
        self.failures = 0
        self.delivered: list[tuple[str, str, str]] = []

    async def send(self, recipient: str, part: Part, key: str) -> str:
        """Take a message, or fail."""
        if self.failures:
            self.failures -= 1
            raise ConnectionError
        self.delivered.append((recipient, part.text, key))
        return f"sent-{len(self.delivered)}"

    def trouble(self, error: Exception) -> Trouble:
        """Everything is unexpected."""
        return Trouble(Verdict.RETRY, type(error).__name__)

    def verify(self, hook: Webhook) -> bool:
        """Nobody calls."""
        return False

    def parse(self, hook: Webhook) -> Received:
        """Nobody calls."""
        return Received()

    def fetch(self, reference: str) -> AsyncIterator[bytes]:
        """There are no files."""
        raise NotImplementedError

    async def check(self, register: bool) -> list[Check]:
        """All is well."""
        return []


@pytest.fixture
def settings() -> Settings:
    """Few tries."""
    return Settings(**{**FAST, "delivery_tries": 3})  # type: ignore[arg-type]


@pytest.fixture
async def phone(gateway: Gateway, rasa: FakeRasa) -> Phone:
    """The channel, with a conversation in which two answers wait to be pushed."""
    channel = Phone()
    gateway.channels[channel.name, STORE] = channel
    rasa.reply = lambda body: [{"text": "one"}, {"text": "two"}]
    async with gateway.database.transaction() as session:
        opening = Opening("c1", STORE, channel.name, Identity(phone="+254700000001"), sender="+254700000001")
        open_conversation(session, opening, gateway.clock())
        await session.flush()
        message = InboundMessage(channel.name, "+254700000001", "wamid.1", gateway.clock(), text="hi")
        await accept(session, "c1", message, gateway.terms)
    async with gateway.database.transaction() as session:
        (turn,) = await inbox.claim(session, gateway.clock(), gateway.terms, 1)
    said = await gateway.rasa.turn(turn)
    async with gateway.database.transaction() as session:
        await inbox.answer(session, turn, said, gateway.clock(), gateway.terms)
    return channel


async def states(gateway: Gateway) -> list[str]:
    """The outbox, in order."""
    async with gateway.database.session() as session:
        return list((await session.scalars(select(OutboxEntry.state).order_by(OutboxEntry.id))).all())


async def test_answers_are_pushed_in_order_each_once(gateway: Gateway, phone: Phone, rasa: FakeRasa) -> None:
    assert rasa.turns[-1]["metadata"]["identity"] == {"email": None, "phone": "+254700000001"}
    sender = Sender(gateway)
    while await sender.deliver_due():
        pass
    assert [(to, text) for to, text, _ in phone.delivered] == [
        ("+254700000001", "one"),
        ("+254700000001", "two"),
    ]
    assert len({key for _, _, key in phone.delivered}) == 2
    assert await states(gateway) == ["sent", "sent"]


async def test_a_failed_push_holds_back_what_follows_and_is_tried_again(
    gateway: Gateway, phone: Phone
) -> None:
    phone.failures = 1
    sender = Sender(gateway)
    await sender.deliver_due()
    assert phone.delivered == []
    later = gateway.clock() + timedelta(seconds=5)
    gateway.clock = lambda: later
    while await sender.deliver_due():
        pass
    assert [text for _, text, _ in phone.delivered] == ["one", "two"]


async def test_what_is_never_taken_is_set_aside_and_the_rest_goes_on(gateway: Gateway, phone: Phone) -> None:
    phone.failures = 3
    sender, start = Sender(gateway), gateway.clock()
    for number in range(1, 7):
        gateway.clock = lambda number=number: start + timedelta(seconds=5 * number)  # type: ignore[misc]
        await sender.deliver_due()
    assert await states(gateway) == ["dead", "sent"]
    assert [text for _, text, _ in phone.delivered] == ["two"]


async def test_a_message_pushed_by_a_killed_process_is_pushed_again_when_its_lease_ends(
    gateway: Gateway, phone: Phone
) -> None:
    sender, start = Sender(gateway), gateway.clock()

    async def killed(*_: object) -> None:
        raise asyncio.CancelledError

    taken, phone.send = phone.send, killed  # type: ignore[method-assign]
    with pytest.raises(asyncio.CancelledError):
        await sender.deliver_due()
    phone.send = taken  # type: ignore[method-assign]
    assert not await sender.deliver_due()
    gateway.clock = lambda: start + timedelta(minutes=2)
    await sender.deliver_due()
    assert [text for _, text, _ in phone.delivered] == ["one"]
