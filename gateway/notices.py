"""Telling shoppers, once, that an answer takes longer: whatever the reason, within the promised time."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.inbound import GATEWAY
from gateway.models import Conversation, InboxEntry
from gateway.transcript import Said, say
from gateway.wording import words

AT_ONCE = 50


async def is_notice_due(session: AsyncSession, now: datetime) -> bool:
    """Whether somebody must be told: a look that takes no lock."""
    return (
        await session.scalar(select(Conversation.id).where(Conversation.notice_due_at <= now).limit(1))
        is not None
    )


async def give_notices(session: AsyncSession, now: datetime) -> list[str]:
    """Say it in every conversation where it is due; returns their ids. Retries do not say it again."""
    query = (
        select(Conversation)
        .where(Conversation.notice_due_at <= now)
        .order_by(Conversation.notice_due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    told = []
    for conversation in (await session.scalars(query)).all():
        conversation.notice_due_at = None
        entry = await _oldest_asked(session, conversation.id)
        if entry is None or conversation.state != "bot" or conversation.noticed:
            continue
        opening = entry.channel == GATEWAY  # nothing was asked yet: that must still be answered in time
        conversation.noticed = not opening
        text = words("opening" if opening else "notice", conversation.language)
        await say(session, conversation, Said("bot", text, answers=entry.id, notice=True), now)
        told.append(conversation.id)
    return told


async def _oldest_asked(session: AsyncSession, conversation_id: str) -> InboxEntry | None:
    query = (
        select(InboxEntry)
        .where(InboxEntry.conversation_id == conversation_id, InboxEntry.state == "waiting")
        .order_by(InboxEntry.channel == GATEWAY, InboxEntry.id)
        .limit(1)
    )
    found: InboxEntry | None = await session.scalar(query)
    return found
