"""The durable inbox: accept once, claim in order, answer exactly once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.answers import BotTurn
from gateway.auditing import note_decision
from gateway.conversations import TALKING_TO_A_PERSON, locked, move
from gateway.errors import LeaseLost, Moved, RasaError, RasaSilent
from gateway.inbound import GATEWAY, InboundMessage, Turn
from gateway.models import Conversation, InboxEntry, Message
from gateway.transcript import Said, button_title, language_with, say
from gateway.wording import words


@dataclass(frozen=True)
class Terms:
    """Who works here, how long things may take and how often they are tried; see Settings."""

    owner: str
    lease: timedelta
    notice: timedelta
    turn_tries: int
    silent_tries: int


@dataclass(frozen=True)
class Accepted:
    """The entry a message became; `fresh` when it is new and to be answered, `turn` if that was taken too."""

    conversation: str
    entry: int
    fresh: bool
    turn: Turn | None = None

    @property
    def queued(self) -> bool:
        """Whether a worker must take it."""
        return self.fresh and self.turn is None


async def accept(
    session: AsyncSession, conversation_id: str, message: InboundMessage, terms: Terms, take: bool = False
) -> Accepted:
    """Store a message for answering; a second one with its external id is the first.

    With `take` its turn is the caller's at once, under a lease as if claimed, where nothing is before it.
    Moved when the conversation goes on in another channel than the message came by.
    """
    conversation = await locked(session, conversation_id)
    if message.channel not in (conversation.channel, GATEWAY):
        raise Moved
    known = await known_entry(session, conversation_id, message.channel, message.external_id)
    if known is not None:
        return Accepted(conversation_id, known, fresh=False)
    entry = _entry(conversation_id, message)
    session.add(entry)
    if message.channel != GATEWAY:
        await _record(session, conversation, message)
    if conversation.state == "closed":
        move(conversation, "bot", message.at)
    is_first = conversation.due_at is None
    to_person = conversation.state in TALKING_TO_A_PERSON and is_first
    if to_person:
        entry.state, entry.answered_at = "kept", message.at
    else:
        conversation.due_at = conversation.due_at or message.at
    if conversation.state == "bot" and not conversation.noticed:
        conversation.notice_due_at = conversation.notice_due_at or message.at + terms.notice
    takes = take and is_first and not to_person and _is_free(conversation, message.at)
    if takes:
        _lease(conversation, message.at, terms)
        entry.attempts = 1
    await session.flush()
    turn = _turn(conversation, entry) if takes else None
    return Accepted(conversation_id, entry.id, fresh=not to_person, turn=turn)


def _is_free(conversation: Conversation, now: datetime) -> bool:
    return conversation.lease_until is None or conversation.lease_until <= now


def _lease(conversation: Conversation, now: datetime, terms: Terms) -> None:
    conversation.lease_owner, conversation.lease_until = terms.owner, now + terms.lease


async def known_entry(
    session: AsyncSession, conversation_id: str, channel: str, external_id: str
) -> int | None:
    """The entry that a message of that id became, if it was accepted before."""
    query = select(InboxEntry.id).where(
        InboxEntry.conversation_id == conversation_id,
        InboxEntry.channel == channel,
        InboxEntry.external_id == external_id,
    )
    found: int | None = await session.scalar(query)
    return found


def _entry(conversation_id: str, message: InboundMessage) -> InboxEntry:
    return InboxEntry(
        conversation_id=conversation_id,
        channel=message.channel,
        external_id=message.external_id,
        text=message.text,
        payload=message.payload,
        attachments=list(message.attachments),
        trace=message.trace,
        received_at=message.as_of or message.at,
        not_before=message.ready_at or message.at,
        album=message.album,
        state="waiting",
        attempts=0,
        failures=0,
        silences=0,
    )


def answered_entry(conversation_id: str, channel: str, external_id: str, now: datetime) -> InboxEntry:
    """The entry of a message that the gateway itself has dealt with: it is not taken again."""
    return InboxEntry(
        conversation_id=conversation_id,
        channel=channel,
        external_id=external_id,
        text="",
        attachments=[],
        received_at=now,
        not_before=now,
        answered_at=now,
        state="answered",
        attempts=0,
        failures=0,
        silences=0,
    )


async def _record(session: AsyncSession, conversation: Conversation, message: InboundMessage) -> None:
    text = message.text
    if message.payload:
        text = await button_title(session, conversation.id, message.payload) or message.payload
    await say(session, conversation, Said("shopper", text, attachments=message.attachments), message.at)


async def claim(
    session: AsyncSession, now: datetime, terms: Terms, most: int, busy: Collection[str] = ()
) -> list[Turn]:
    """Take up to `most` conversations, not `busy` here, with something due: the first message of each."""
    query = (
        select(Conversation)
        .where(
            Conversation.due_at <= now,
            or_(Conversation.lease_until.is_(None), Conversation.lease_until <= now),
            Conversation.id.not_in(busy),
        )
        .order_by(Conversation.due_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    turns = []
    for conversation in (await session.scalars(query)).all():
        _lease(conversation, now, terms)
        turn = await _next(session, conversation, now)
        if turn:
            turns.append(turn)
    return turns


async def _next(
    session: AsyncSession, conversation: Conversation, now: datetime, after: int = 0
) -> Turn | None:
    """The conversation's first unanswered message if it is due; otherwise the lease is given back."""
    if conversation.state in TALKING_TO_A_PERSON:
        await session.flush()
        await _keep(session, conversation, now)
    with session.no_autoflush:
        entry = await session.scalar(_waiting(conversation.id, after).limit(1))
    if entry is None or entry.not_before > now:
        conversation.due_at = entry.not_before if entry else None
        conversation.lease_owner = conversation.lease_until = None
        return None
    conversation.due_at = now
    entry.attempts += 1
    return _turn(conversation, entry)


def _waiting(conversation_id: str, after: int) -> Select[InboxEntry]:
    return (
        select(InboxEntry)
        .where(
            InboxEntry.conversation_id == conversation_id,
            InboxEntry.state == "waiting",
            InboxEntry.id > after,
        )
        .order_by(InboxEntry.id)
    )


async def _keep(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    """With a person in charge there is no turn of the bot: what waits is kept for that person."""
    await session.execute(
        update(InboxEntry)
        .where(InboxEntry.conversation_id == conversation.id, InboxEntry.state == "waiting")
        .values(state="kept", answered_at=now)
    )
    conversation.notice_due_at = None


def _turn(conversation: Conversation, entry: InboxEntry) -> Turn:
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
        opening=entry.channel == GATEWAY,
    )


async def _held(session: AsyncSession, turn: Turn, owner: str) -> tuple[Conversation, InboxEntry]:
    query = (
        select(Conversation, InboxEntry)
        .join(InboxEntry, InboxEntry.conversation_id == Conversation.id)
        .where(InboxEntry.id == turn.entry, Conversation.lease_owner == owner, InboxEntry.state == "waiting")
        .with_for_update(of=Conversation)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise LeaseLost
    return found[0], found[1]


@dataclass(frozen=True)
class Answered:
    """What was stored, and the next message if it is due.

    `is_whole` unless the entry may have got other messages before, such as a notice.
    """

    messages: list[Message]
    state: str
    is_whole: bool
    following: Turn | None


async def answer(session: AsyncSession, turn: Turn, said: BotTurn, now: datetime, terms: Terms) -> Answered:
    """Store the assistant's answer and mark the message answered; LeaseLost if it is no longer ours to."""
    conversation, entry = await _held(session, turn, terms.owner)
    is_whole = turn.attempts == 1 and not turn.opening and not conversation.noticed
    messages = await _say_all(session, conversation, entry, said, now)
    entry.state, entry.answered_at, entry.last_error = "answered", now, said.refused
    _hand_over_or_close(conversation, said, now)
    conversation.noticed = False
    conversation.notice_due_at = None
    following = await _next(session, conversation, now, after=entry.id)
    if conversation.due_at is not None:
        conversation.notice_due_at = now + terms.notice
    return Answered(messages, conversation.state, is_whole, following)


async def _say_all(
    session: AsyncSession, conversation: Conversation, entry: InboxEntry, said: BotTurn, now: datetime
) -> list[Message]:
    messages = []
    for message in said.messages:
        spoken = Said("bot", message.text, buttons=message.buttons, data=message.data, answers=entry.id)
        messages.append(await say(session, conversation, spoken, now))
        note_decision(session, conversation.id, message, now)
    if said.handoff is not None and not said.messages:
        text = words("handed_over", await language_with(session, conversation.id))
        messages.append(await say(session, conversation, Said("bot", text, answers=entry.id), now))
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
    conversation, entry = await _held(session, turn, terms.owner)
    error = failure.error
    entry.failures += 1
    entry.silences += isinstance(error, RasaSilent)
    entry.last_error = f"{error.kind}: {error}"[:200]
    entry.not_before = now + failure.pause
    given_up = entry.failures >= terms.turn_tries or entry.silences >= terms.silent_tries
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
    text = words("sorry", await language_with(session, conversation.id))
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
