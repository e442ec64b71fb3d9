"""Accepting a message: stored once, whatever is sent again, before anybody is told so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.conversations import TALKING_TO_A_PERSON, locked_row, move
from gateway.errors import Moved
from gateway.inbound import GATEWAY, InboundMessage, Turn
from gateway.inbox import Terms, is_free, lease, turn_of
from gateway.language import language_after
from gateway.models import Conversation, InboxEntry
from gateway.rows import insert_now
from gateway.transcript import Said, button_title, say

_KNOWN = select(InboxEntry.id).where(
    InboxEntry.conversation_id == bindparam("conversation"),
    InboxEntry.channel == bindparam("channel"),
    InboxEntry.external_id == bindparam("external_id"),
)


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
    Moved when the conversation goes on in another channel than the message came by. The row is
    written past the session: who holds the conversation there must refresh it.
    """
    async with locked_row(session, conversation_id) as conversation:
        if message.channel not in (conversation.channel, GATEWAY):
            raise Moved
        known = await known_entry(session, conversation_id, message.channel, message.external_id)
        if known is not None:
            return Accepted(conversation_id, known, fresh=False)
        if message.channel != GATEWAY:
            await _record(session, conversation, message)
        entry = _entry(conversation_id, message)
        takes = _place(conversation, entry, message, terms, take)
        await insert_now(session, entry)
    turn = turn_of(conversation, entry) if takes else None
    return Accepted(conversation_id, entry.id, fresh=entry.state == "waiting", turn=turn)


def _place(
    conversation: Conversation, entry: InboxEntry, message: InboundMessage, terms: Terms, take: bool
) -> bool:
    """Who the message is for, and by when; True if its turn is taken at once."""
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
    takes = take and is_first and not to_person and is_free(conversation, message.at)
    if takes:
        lease(conversation, message.at, terms)
        entry.attempts = 1
    return takes


async def known_entry(
    session: AsyncSession, conversation_id: str, channel: str, external_id: str
) -> int | None:
    """The entry that a message of that id became, if it was accepted before."""
    of = {"conversation": conversation_id, "channel": channel, "external_id": external_id}
    found: int | None = await session.scalar(_KNOWN, of)
    return found


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
    )


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
    )


async def _record(session: AsyncSession, conversation: Conversation, message: InboundMessage) -> None:
    text = message.text
    if not message.payload:
        conversation.language = language_after(text, conversation.language)
    else:
        text = await button_title(session, conversation.id, message.payload) or message.payload
    await say(session, conversation, Said("shopper", text, attachments=message.attachments), message.at)
