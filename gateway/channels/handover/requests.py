"""Requests to continue a web conversation in a channel, and the codes that name them.

A conversation has one request at most: a new link ends the one before. Whoever changes a request holds the
lock of its conversation; where a channel's conversation is locked too, that one is locked first.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels import WEB
from gateway.conversations import locked
from gateway.errors import NotFound
from gateway.models import ChannelHandover, Conversation
from gateway.tokens import hashed

LINK_GOOD_FOR = timedelta(minutes=30)
ANSWER_WITHIN = timedelta(minutes=10)
_CODE = re.compile(r"(?<![\w-])move-[\w-]{32}(?![\w-])", re.ASCII)
_ANSWER = re.compile(r"handover:(join|leave|confirm|refuse):([0-9a-f]{32})", re.ASCII)
Said = Literal["join", "leave", "confirm", "refuse"]


@dataclass(frozen=True)
class Answer:
    """What a button of ours said to which request."""

    said: Said
    request: str

    @property
    def payload(self) -> str:
        """The button's payload; it is no command of the assistant's, and never gets there."""
        return f"handover:{self.said}:{self.request}"


@dataclass(frozen=True)
class Link:
    """A new link: the request it makes, the channel it opens, and its code."""

    request: str
    channel: str
    code: str


def new_code() -> str:
    """A code of 37 letters, digits, - and _ with 192 random bits; only its hash is kept."""
    return "move-" + secrets.token_urlsafe(24)


def code_in(text: str) -> str | None:
    """The code in a message, if there is one."""
    found = _CODE.search(text)
    return found[0] if found else None


def answer_in(payload: str | None, *allowed: Said) -> Answer | None:
    """The answer that a payload is, if it is one of those that may be given there."""
    found = _ANSWER.fullmatch(payload or "")
    said = next((each for each in allowed if found and found[1] == each), None)
    return Answer(said, found[2]) if found and said else None


async def offer(session: AsyncSession, conversation: Conversation, link: Link, now: datetime) -> datetime:
    """Ask for it, instead of what was asked for before; until when the link works."""
    await session.execute(delete(ChannelHandover).where(ChannelHandover.conversation_id == conversation.id))
    expires = now + LINK_GOOD_FOR
    session.add(
        ChannelHandover(
            id=link.request,
            conversation_id=conversation.id,
            channel=link.channel,
            code_hash=hashed(link.code),
            state="offered",
            created_at=now,
            expires_at=expires,
        )
    )
    return expires


async def by_code(session: AsyncSession, code: str) -> tuple[ChannelHandover, Conversation] | None:
    """The request that a code names and its conversation, locked; None if that has left the web."""
    query = select(ChannelHandover.id).where(ChannelHandover.code_hash == hashed(code))
    known = await session.scalar(query)
    return await by_id(session, known) if known is not None else None


async def by_id(session: AsyncSession, request: str) -> tuple[ChannelHandover, Conversation] | None:
    """The request of that id and its conversation, locked; None if that has left the web."""
    found = await session.get(ChannelHandover, request)
    if found is None:
        return None
    try:
        conversation = await locked(session, found.conversation_id)
    except NotFound:
        return None
    found = await session.get(ChannelHandover, request, populate_existing=True)
    return (found, conversation) if found is not None and conversation.channel == WEB else None


def is_over(request: ChannelHandover, now: datetime) -> bool:
    """Whether nobody answered in time."""
    return now >= request.expires_at
