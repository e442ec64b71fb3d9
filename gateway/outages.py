"""When Rasa was away and is back: what waited for it is due at once, instead of after its pause."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.errors import RasaUnreachable
from gateway.models import Conversation, InboxEntry


async def retry_unreachable(session: AsyncSession, now: datetime) -> int:
    """Rasa is back: what waits only because nobody was there is due now; how many messages that is."""
    waits = (InboxEntry.state == "waiting", InboxEntry.not_before > now)
    unreachable = select(InboxEntry.conversation_id).where(
        *waits, InboxEntry.last_error.startswith(f"{RasaUnreachable.kind}:")
    )
    conversations = (await session.scalars(unreachable.distinct())).all()
    for each in sorted(conversations):  # always in one order, so that two gateways never wait for each other
        conversation = await session.get(Conversation, each, with_for_update=True, populate_existing=True)
        if conversation is None or conversation.due_at is None:
            continue
        conversation.due_at = now
        await session.execute(
            update(InboxEntry).where(InboxEntry.conversation_id == each, *waits).values(not_before=now)
        )
    return len(conversations)
