"""The durable inbox: claimed in order, answered exactly once."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.answers import BotTurn
from gateway.auditing import note_decision
from gateway.channels import WEB
from gateway.conversations import TALKING_TO_A_PERSON, move
from gateway.errors import LeaseLost, RasaError
from gateway.inbound import GATEWAY, Turn
from gateway.models import Conversation, InboxEntry, Message
from gateway.rows import edited, table_of
from gateway.transcript import Said, say
from gateway.wording import words


@dataclass(frozen=True)
class Terms:
    """Who works here, how long things may take and how often they are tried; see Settings."""

    owner: str
    lease: timedelta
    notice: timedelta
    turn_tries: int


_CONVERSATION, _ENTRY = table_of(Conversation), table_of(InboxEntry)
_DUE = (
    select(_CONVERSATION)
    .where(
        Conversation.due_at <= bindparam("now"),
        or_(Conversation.lease_until.is_(None), Conversation.lease_until <= bindparam("now")),
        Conversation.id.not_in(bindparam("busy", expanding=True)),
    )
    .order_by(Conversation.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_WAITING = (
    select(_ENTRY)
    .where(
        InboxEntry.conversation_id == bindparam("conversation"),
        InboxEntry.state == "waiting",
        InboxEntry.id > bindparam("after"),
    )
    .order_by(InboxEntry.id)
    .limit(1)
)
_HELD = (
    select(_CONVERSATION)
    .join(_ENTRY, InboxEntry.conversation_id == Conversation.id)
    .where(
        InboxEntry.id == bindparam("entry"),
        InboxEntry.state == "waiting",
        Conversation.lease_owner == bindparam("owner"),
    )
    .with_for_update(of=_CONVERSATION)
)
_ANSWERED = (
    update(_ENTRY)
    .where(InboxEntry.id == bindparam("entry"))
    .values(state="answered", answered_at=bindparam("now"), last_error=bindparam("refused"))
)


async def claim(
    session: AsyncSession, now: datetime, terms: Terms, most: int, busy: Collection[str] = ()
) -> list[Turn]:
    """Take up to `most` conversations, not `busy` here, with something due: the first message of each."""
    due = await session.execute(_DUE, {"now": now, "busy": list(busy), "most": most})
    turns = []
    for found in due.mappings().all():
        async with edited(session, Conversation, found) as conversation:
            lease(conversation, now, terms)
            turn = await _next(session, conversation, now)
        if turn:
            turns.append(turn)
    return turns


def is_free(conversation: Conversation, now: datetime) -> bool:
    """Whether nobody works on it."""
    return conversation.lease_until is None or conversation.lease_until <= now


def lease(conversation: Conversation, now: datetime, terms: Terms) -> None:
    """Make it the caller's for a while."""
    conversation.lease_owner, conversation.lease_until = terms.owner, now + terms.lease


async def _next(
    session: AsyncSession, conversation: Conversation, now: datetime, after: int = 0
) -> Turn | None:
    """The conversation's first unanswered message if it is due; otherwise the lease is given back."""
    if conversation.state in TALKING_TO_A_PERSON:
        await _keep(session, conversation, now)
    waiting = await session.execute(_WAITING, {"conversation": conversation.id, "after": after})
    found = waiting.mappings().one_or_none()
    if found is None or found["not_before"] > now:
        conversation.due_at = found["not_before"] if found else None
        conversation.lease_owner = conversation.lease_until = None
        return None
    conversation.due_at = now
    async with edited(session, InboxEntry, found) as entry:
        entry.attempts += 1
    return turn_of(conversation, entry)


async def _keep(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    """With a person in charge there is no turn of the bot: what waits is kept for that person."""
    await session.execute(
        update(InboxEntry)
        .where(InboxEntry.conversation_id == conversation.id, InboxEntry.state == "waiting")
        .values(state="kept", answered_at=now)
    )
    conversation.notice_due_at = None


def turn_of(conversation: Conversation, entry: InboxEntry) -> Turn:
    """The entry with all that is needed to have it answered."""
    return Turn(
        entry=entry.id,
        conversation=conversation.id,
        store=conversation.store,
        channel=conversation.channel,
        text=entry.text,
        payload=entry.payload,
        attachments=tuple(entry.attachments),
        networks=tuple(conversation.networks),
        email=conversation.email,
        phone=conversation.phone,
        received_at=entry.received_at,
        attempts=entry.attempts,
        trace=entry.trace,
        language=conversation.language,
        opening=entry.channel == GATEWAY,
    )


@asynccontextmanager
async def _held(session: AsyncSession, turn: Turn, owner: str) -> AsyncIterator[Conversation]:
    """The turn's conversation, locked; LeaseLost if it is another's, or the message is answered."""
    held = await session.execute(_HELD, {"entry": turn.entry, "owner": owner})
    found = held.mappings().one_or_none()
    if found is None:
        raise LeaseLost
    async with edited(session, Conversation, found) as conversation:
        yield conversation


@dataclass(frozen=True)
class Answered:
    """What was stored, and the next message if it is due.

    `is_for_web` when these are all that the entry was ever answered and the conversation is still on the web:
    after a notice, or a move to a channel, only the database tells what those who wait may see.
    """

    messages: list[Message]
    state: str
    is_for_web: bool
    following: Turn | None


async def answer(session: AsyncSession, turn: Turn, said: BotTurn, now: datetime, terms: Terms) -> Answered:
    """Store the assistant's answer and mark the message answered; LeaseLost if it is no longer ours to."""
    async with _held(session, turn, terms.owner) as conversation:
        is_first = turn.attempts == 1 and not turn.opening and not conversation.noticed
        messages = await _say_all(session, conversation, turn.entry, said, now)
        await session.execute(_ANSWERED, {"entry": turn.entry, "now": now, "refused": said.refused})
        _hand_over_or_close(conversation, said, now)
        conversation.noticed = False
        conversation.notice_due_at = None
        following = await _next(session, conversation, now, after=turn.entry)
        if conversation.due_at is not None:
            conversation.notice_due_at = now + terms.notice
    return Answered(messages, conversation.state, is_first and conversation.channel == WEB, following)


async def _say_all(
    session: AsyncSession, conversation: Conversation, entry: int, said: BotTurn, now: datetime
) -> list[Message]:
    messages = []
    for message in said.messages:
        spoken = Said("bot", message.text, buttons=message.buttons, data=message.data, answers=entry)
        messages.append(await say(session, conversation, spoken, now))
        note_decision(session, conversation.id, message, now)
    if said.handoff is not None and not said.messages:
        text = words("handed_over", conversation.language)
        messages.append(await say(session, conversation, Said("bot", text, answers=entry), now))
    return messages


def _hand_over_or_close(conversation: Conversation, said: BotTurn, now: datetime) -> None:
    if conversation.state in TALKING_TO_A_PERSON:
        return
    if said.handoff is not None:
        conversation.handoff = said.handoff
        move(conversation, "waiting_for_agent", now)
    elif said.close:
        move(conversation, "closed", now)


@dataclass(frozen=True)
class Failure:
    """Why a try failed, and how long to leave it."""

    error: RasaError
    pause: timedelta


async def failed(session: AsyncSession, turn: Turn, failure: Failure, now: datetime, terms: Terms) -> bool:
    """Count a failed try and let the message wait; after too many, True: a person gets it."""
    async with _held(session, turn, terms.owner) as conversation:
        entry, error = await session.get_one(InboxEntry, turn.entry), failure.error
        entry.failures += 1
        entry.last_error = f"{error.kind}: {error}"[:200]
        entry.not_before = now + failure.pause
        given_up = entry.failures >= terms.turn_tries
        if given_up:
            await _give_up(session, conversation, entry, now)
        await session.flush()
        await _next(session, conversation, now)
        if conversation.lease_owner is not None:  # something is due at once: any worker may take it
            conversation.lease_owner = conversation.lease_until = None
    return given_up


async def _give_up(
    session: AsyncSession, conversation: Conversation, entry: InboxEntry, now: datetime
) -> None:
    entry.state, entry.answered_at = "dead", now
    conversation.noticed, conversation.notice_due_at = False, None
    if entry.channel == GATEWAY or conversation.state in TALKING_TO_A_PERSON:
        return
    text = words("sorry", conversation.language)
    await say(session, conversation, Said("bot", text, answers=entry.id, notice=True), now)
    conversation.handoff = {"reason": "not_answered"}
    move(conversation, "waiting_for_agent", now)


async def release(session: AsyncSession, conversation_id: str, owner: str) -> None:
    """Give a conversation back, so that another worker need not wait for the lease to end."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, Conversation.lease_owner == owner)
        .values(lease_owner=None, lease_until=None)
    )


async def renew(session: AsyncSession, held: list[str], now: datetime, terms: Terms) -> None:
    """Hold conversations for longer: their turns are still under way."""
    await session.execute(
        update(Conversation)
        .where(Conversation.id.in_(held), Conversation.lease_owner == terms.owner)
        .values(lease_until=now + terms.lease)
    )
