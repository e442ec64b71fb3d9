"""What was said, in order: written under the conversation's lock, read by shopper and agent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels import READ_BY_PULLING
from gateway.models import Conversation, Message, OutboxEntry
from gateway.rows import insert_now

MOST = 10_000


@dataclass(frozen=True)
class Said:
    """A message to be added; `answers` is the inbox entry it answers, `notice` the gateway's own words."""

    author: str
    text: str
    buttons: Sequence[dict[str, Any]] = ()
    attachments: Sequence[dict[str, Any]] = ()
    data: dict[str, Any] | None = None
    answers: int | None = None
    notice: bool = False
    key: str | None = None


async def say(session: AsyncSession, conversation: Conversation, said: Said, now: datetime) -> Message:
    """Add a message under the next number; what a channel must push goes to the outbox with it."""
    conversation.last_seq += 1
    conversation.last_at = now
    message = Message(
        conversation_id=conversation.id,
        seq=conversation.last_seq,
        at=now,
        author=said.author,
        text=said.text,
        buttons=list(said.buttons),
        attachments=list(said.attachments),
        data=said.data,
        answers=said.answers,
        notice=said.notice,
        key=said.key,
    )
    await insert_now(session, message)
    if conversation.channel not in READ_BY_PULLING and said.author != "shopper":
        session.add(_outgoing(conversation, message, now))
    return message


def _outgoing(conversation: Conversation, message: Message, now: datetime) -> OutboxEntry:
    return OutboxEntry(
        conversation_id=conversation.id,
        message_id=message.id,
        channel=conversation.channel,
        state="waiting",
        attempts=0,
        not_before=now,
    )


async def history(session: AsyncSession, conversation_id: str, after: int = 0) -> Sequence[Message]:
    """Messages after that number, in order."""
    query = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.seq > after)
        .order_by(Message.seq)
        .limit(MOST)
    )
    return (await session.scalars(query)).all()


async def answers_to(session: AsyncSession, entry: int) -> Sequence[Message]:
    """The messages that answer an inbox entry, in order."""
    query = select(Message).where(Message.answers == entry).order_by(Message.seq)
    return (await session.scalars(query)).all()


async def last_said(session: AsyncSession, conversation_id: str) -> Message | None:
    """The latest message to the shopper."""
    query = select(Message).where(Message.conversation_id == conversation_id, Message.author != "shopper")
    found: Message | None = await session.scalar(query.order_by(Message.seq.desc()).limit(1))
    return found


async def button_title(session: AsyncSession, conversation_id: str, payload: str) -> str | None:
    """What the latest button with that payload was called, so that the history shows words."""
    query = (
        select(Message.buttons)
        .where(Message.conversation_id == conversation_id, Message.author != "shopper")
        .order_by(Message.seq.desc())
        .limit(20)
    )
    for buttons in (await session.scalars(query)).all():
        for button in buttons:
            if button["payload"] == payload:
                return str(button["title"])
    return None


def shown(message: Message, link: Callable[[str], str]) -> dict[str, Any]:
    """A message as the web API shows it; `link` makes the address of a file."""
    return {
        "seq": message.seq,
        "at": message.at.isoformat(),
        "from": message.author,
        "text": message.text,
        "buttons": message.buttons,
        "attachments": [
            {"id": each["id"], "kind": each["kind"], "url": link(each["id"])} for each in message.attachments
        ],
        "data": message.data,
    }
