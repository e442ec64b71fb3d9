"""Staying with a message until it is answered, or until something true has been said about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.hub import pause
from gateway.models import Conversation, InboxEntry, Message
from gateway.transcript import answers_to
from gateway.wiring import Gateway


@dataclass(frozen=True)
class Outcome:
    """The messages that answer an entry so far, and the conversation's state."""

    messages: Sequence[Message]
    state: str
    done: bool


async def outcome_of(gateway: Gateway, entry: int, seconds: float) -> Outcome:
    """Wait for the entry's answer at most so long.

    When Rasa fails or is stuck, a notice that the shopper was given ends the wait: the answer follows in
    history and events. When it is only slow the wait goes on: a client that goes by turns gets its turn.
    """
    ends = gateway.clock().timestamp() + seconds
    async with gateway.database.session() as session:
        conversation_id = await _conversation_of(session, entry)
    with gateway.hub.listening(conversation_id) as wake:
        while True:
            wake.clear()
            async with gateway.database.session() as session:
                outcome = await _look(gateway, session, entry)
            left = ends - gateway.clock().timestamp()
            if outcome.done or left <= 0 or gateway.stopping.is_set():
                return outcome
            await pause(wake, min(left, gateway.settings.poll_seconds))


async def _conversation_of(session: AsyncSession, entry: int) -> str:
    found = await session.get_one(InboxEntry, entry)
    return found.conversation_id


async def _look(gateway: Gateway, session: AsyncSession, entry: int) -> Outcome:
    row = await session.get_one(InboxEntry, entry)
    conversation = await session.get_one(Conversation, row.conversation_id)
    if row.state == "waiting" and not conversation.noticed:
        return Outcome((), conversation.state, done=False)
    messages = await answers_to(session, entry)
    hopeless = row.failures > 0 or gateway.rasa.seems_stuck(gateway.settings.notice_seconds)
    done = row.state != "waiting" or (bool(messages) and hopeless)
    return Outcome(messages, conversation.state, done)
