"""Staying with a message until it is answered, or until something true has been said about it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.hub import pause
from gateway.inbox import Accepted
from gateway.models import Conversation, InboxEntry, Message
from gateway.transcript import answers_to
from gateway.wiring import Gateway

LOOK_SECONDS = 1.0


@dataclass(frozen=True)
class Outcome:
    """The messages that answer an entry so far, and the conversation's state."""

    messages: Sequence[Message]
    state: str
    done: bool


async def outcome_of(gateway: Gateway, accepted: Accepted, wake: asyncio.Event) -> Outcome:
    """Wait for the answer, as long as the settings allow; `wake` is set when the conversation changes.

    When Rasa fails or is stuck, a notice that the shopper was given ends the wait: the answer follows in
    history and events. When it is only slow the wait goes on: a client that goes by turns gets its turn.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + gateway.settings.wait_seconds
    if accepted.fresh:  # it can't be answered before somebody has said so
        await pause(wake, LOOK_SECONDS)
    while True:
        wake.clear()
        async with gateway.database.session() as session:
            outcome = await _look(gateway, session, accepted.entry)
        left = ends - loop.time()
        if outcome.done or left <= 0 or gateway.stopping.is_set():
            return outcome
        await pause(wake, min(left, LOOK_SECONDS))


async def _look(gateway: Gateway, session: AsyncSession, entry: int) -> Outcome:
    query = (
        select(InboxEntry.state, InboxEntry.failures, Conversation.state, Conversation.noticed)
        .join(Conversation, Conversation.id == InboxEntry.conversation_id)
        .where(InboxEntry.id == entry)
    )
    entry_state, failures, state, noticed = (await session.execute(query)).one()
    if entry_state == "waiting" and not noticed:
        return Outcome((), state, done=False)
    messages = await answers_to(session, entry)
    hopeless = failures > 0 or gateway.rasa.seems_stuck(gateway.settings.notice_seconds)
    done = entry_state != "waiting" or (bool(messages) and hopeless)
    return Outcome(messages, state, done)
