"""Staying with a message until it is answered, or until something true has been said about it."""

import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accepting import Accepted
from gateway.awaited import Outcome
from gateway.channels import WEB
from gateway.errors import Moved, NotFound
from gateway.hub import pause
from gateway.inbound import GATEWAY
from gateway.models import Conversation, InboxEntry, Message
from gateway.transcript import answers_to
from gateway.wiring import Gateway

LOOK_SECONDS = 1.0


async def outcome_of(gateway: Gateway, accepted: Accepted, wake: asyncio.Event) -> Outcome:
    """Wait for the answer, as long as the settings allow; `wake` is set when the conversation changes.

    When Rasa fails or is stuck, a notice that the shopper was given ends the wait after `notice_seconds`: the
    answer follows in history and events. The notice is said once, but shown to everybody who waits. When Rasa
    is only slow the wait goes on: a client that goes by turns gets its turn.

    However many wait, and however often they come back, that must leave the gateway time to answer: who
    waits looks into the database when woken and hardly else, and nobody hears a notice at once.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    answered = gateway.awaited.outcome(accepted.conversation, accepted.entry)
    told, ends = began + gateway.settings.notice_seconds, began + gateway.settings.wait_seconds
    every = max(LOOK_SECONDS, gateway.follow_seconds)  # in case nobody tells of a change
    if accepted.fresh:  # it can't be answered before somebody has said so
        await _until(gateway, wake, min(told, began + every), False)
    while not answered.done():
        wake.clear()
        late = loop.time() >= told
        async with gateway.database.session() as session:
            outcome = await _look(gateway, session, accepted, late)
            if late and not outcome.done:
                outcome = await _with_notice(session, accepted.entry, outcome)
        now = loop.time()
        if outcome.done or now >= ends or gateway.stopping.is_set():
            return outcome
        again = min(told if now < told else ends, now + every)
        await _until(gateway, wake, again, bool(outcome.messages))
    return answered.result()


async def _until(gateway: Gateway, wake: asyncio.Event, moment: float, noticed: bool) -> None:
    """Until something changes, or Rasa is stuck and a notice was said, or the moment comes."""
    loop = asyncio.get_running_loop()
    while (left := moment - loop.time()) > 0:
        if await pause(wake, min(left, LOOK_SECONDS)) or (noticed and _is_stuck(gateway)):
            return


def _is_stuck(gateway: Gateway) -> bool:
    return gateway.rasa.seems_stuck(gateway.settings.notice_seconds)


async def _look(gateway: Gateway, session: AsyncSession, accepted: Accepted, late: bool) -> Outcome:
    query = (
        select(InboxEntry.state, InboxEntry.failures, Conversation.state, Conversation.channel)
        .join(Conversation, Conversation.id == InboxEntry.conversation_id)
        .where(InboxEntry.id == accepted.entry, Conversation.id == accepted.conversation)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:  # it was erased; its number may be another's by now
        raise NotFound
    entry_state, failures, state, channel = found
    if channel != WEB:
        raise Moved
    messages = await answers_to(session, accepted.entry)
    hopeless = late and (failures > 0 or _is_stuck(gateway))
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
