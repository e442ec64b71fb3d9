"""Staying with a message until it is answered, or until something true has been said about it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.hub import pause
from gateway.inbound import GATEWAY
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
    history and events. The notice is said once, but shown to everybody who waits. When Rasa is only slow the
    wait goes on: a client that goes by turns gets its turn.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    ends = started + gateway.settings.wait_seconds
    if accepted.fresh:  # it can't be answered before somebody has said so
        await pause(wake, LOOK_SECONDS)
    while True:
        wake.clear()
        async with gateway.database.session() as session:
            outcome = await _look(gateway, session, accepted.entry)
            if not outcome.done and loop.time() - started > gateway.settings.notice_seconds:
                outcome = await _with_notice(session, accepted.entry, outcome)
        left = ends - loop.time()
        if outcome.done or left <= 0 or gateway.stopping.is_set():
            return outcome
        await pause(wake, min(left, LOOK_SECONDS))


async def _look(gateway: Gateway, session: AsyncSession, entry: int) -> Outcome:
    query = (
        select(InboxEntry.state, InboxEntry.failures, Conversation.state)
        .join(Conversation, Conversation.id == InboxEntry.conversation_id)
        .where(InboxEntry.id == entry)
    )
    entry_state, failures, state = (await session.execute(query)).one()
    messages = await answers_to(session, entry)
    hopeless = failures > 0 or gateway.rasa.seems_stuck(gateway.settings.notice_seconds)
    done = entry_state != "waiting" or (bool(messages) and hopeless)
    return Outcome(messages, state, done)


async def _with_notice(session: AsyncSession, entry: int, outcome: Outcome) -> Outcome:
    """The notice that an earlier message of the conversation got, if that one still fails."""
    this = select(InboxEntry.conversation_id).where(InboxEntry.id == entry).scalar_subquery()
    waiting = select(InboxEntry.id).where(InboxEntry.conversation_id == this, InboxEntry.state == "waiting")
    if await session.scalar(waiting.where(InboxEntry.failures > 0).limit(1)) is None:
        return outcome
    asked = waiting.where(InboxEntry.channel != GATEWAY)
    notice = (
        select(Message)
        .where(Message.conversation_id == this, Message.notice, Message.answers.in_(asked))
        .order_by(Message.seq.desc())
        .limit(1)
    )
    found = await session.scalar(notice)
    return Outcome([found], outcome.state, done=True) if found else outcome
