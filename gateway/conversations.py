"""Conversations: opened, found by token, moved from state to state."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels import WEB
from gateway.errors import Moved, NotFound
from gateway.models import ChannelHandover, Conversation
from gateway.rows import edited, table_of
from gateway.tokens import Identity, hashed
from gateway.wording import DEFAULT
from shop.models import Store

_LOCKED_ROW = select(table_of(Conversation)).where(Conversation.id == bindparam("id")).with_for_update()
TALKING_TO_A_PERSON = ("waiting_for_agent", "agent")


@dataclass(frozen=True)
class Opening:
    """All that a new conversation starts with; `token` is the secret its shopper must show, on the web."""

    id: str
    store: str
    channel: str
    identity: Identity
    token: str | None = None
    sender: str | None = None
    networks: Sequence[str] = ()


@dataclass(frozen=True)
class Holder:
    """Whose conversation a token is, and whether that has moved away from the token's holder."""

    conversation: str
    has_moved: bool = False


def new_token() -> str:
    """A conversation's secret: 256 random bits."""
    return secrets.token_urlsafe(32)


async def require_store(session: AsyncSession, slug: str) -> None:
    """NotFound unless there is a store of that slug."""
    if await session.scalar(select(Store.id).where(Store.slug == slug)) is None:
        raise NotFound("There is no such store.")


def open_conversation(session: AsyncSession, opening: Opening, now: datetime) -> Conversation:
    """Add a conversation; only the token's hash is kept."""
    conversation = Conversation(
        id=opening.id,
        store=opening.store,
        channel=opening.channel,
        sender=opening.sender,
        token_hash=hashed(opening.token) if opening.token else None,
        networks=list(opening.networks),
        email=opening.identity.email,
        phone=opening.identity.phone,
        language=DEFAULT,
        state="bot",
        state_since=now,
        last_seq=0,
        created_at=now,
        last_at=now,
        noticed=False,
    )
    session.add(conversation)
    return conversation


async def holder_of(session: AsyncSession, token_hash: str) -> Holder | None:
    """The conversation whose token has, or before a hand-over had, this hash."""
    found = await session.scalar(select(Conversation.id).where(Conversation.token_hash == token_hash))
    if found is not None:
        return Holder(found)
    revoked = select(ChannelHandover.conversation_id).where(ChannelHandover.token_hash == token_hash)
    moved = await session.scalar(revoked)
    return Holder(moved, has_moved=True) if moved is not None else None


async def state_on_web(session: AsyncSession, conversation_id: str) -> str:
    """Who the conversation is with; NotFound if it was erased, Moved if it has left the web.

    What was read before this, in the same session, was read while it was on the web.
    """
    query = select(Conversation.state, Conversation.channel).where(Conversation.id == conversation_id)
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    if found.channel != WEB:
        raise Moved
    return str(found.state)


async def locked_in(session: AsyncSession, conversation_id: str, channel: str) -> Conversation:
    """The conversation, locked, if it is held in that channel; Moved if it isn't any more."""
    found = await locked(session, conversation_id)
    if found.channel != channel:
        raise Moved
    return found


async def locked(session: AsyncSession, conversation_id: str) -> Conversation:
    """The conversation, locked until the transaction ends, so that its messages are numbered in order."""
    found = await session.get(Conversation, conversation_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound
    return found


@asynccontextmanager
async def locked_row(session: AsyncSession, conversation_id: str) -> AsyncIterator[Conversation]:
    """The same as a copy that is written at the end of the block, past the session: a third of the cost."""
    locked = await session.execute(_LOCKED_ROW, {"id": conversation_id})
    found = locked.mappings().one_or_none()
    if found is None:
        raise NotFound
    async with edited(session, Conversation, found) as conversation:
        yield conversation


def move(conversation: Conversation, state: str, now: datetime) -> None:
    """Change who the conversation is with; `state_since` is what the desk sorts by."""
    if conversation.state != state:
        conversation.state, conversation.state_since = state, now
    if state in {"bot", "closed"}:
        conversation.agent = None
