"""The durable outbox: what a channel must push goes out in order, again until it is taken."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from gateway.models import Conversation, Message, OutboxEntry


@dataclass(frozen=True)
class Delivery:
    """One message to be pushed; `key` is the same at every try."""

    entry: int
    channel: str
    recipient: str
    message: Message
    attempts: int

    @property
    def key(self) -> str:
        """For channels that recognise a repeated request."""
        return f"message-{self.message.id}"


async def claim_deliveries(
    session: AsyncSession, now: datetime, lease: timedelta, most: int
) -> list[Delivery]:
    """Take what is due: of each conversation the oldest unsent only, so that order holds."""
    earlier = aliased(OutboxEntry)
    query = (
        select(OutboxEntry)
        .where(
            OutboxEntry.state == "waiting",
            OutboxEntry.not_before <= now,
            or_(OutboxEntry.lease_until.is_(None), OutboxEntry.lease_until <= now),
            ~exists().where(
                and_(
                    earlier.conversation_id == OutboxEntry.conversation_id,
                    earlier.id < OutboxEntry.id,
                    earlier.state == "waiting",
                )
            ),
        )
        .order_by(OutboxEntry.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=OutboxEntry)
    )
    return [await _delivery(session, entry, now + lease) for entry in (await session.scalars(query)).all()]


async def _delivery(session: AsyncSession, entry: OutboxEntry, until: datetime) -> Delivery:
    entry.lease_until = until
    entry.attempts += 1
    message = await session.get_one(Message, entry.message_id)
    conversation = await session.get_one(Conversation, entry.conversation_id)
    return Delivery(entry.id, entry.channel, conversation.sender or "", message, entry.attempts)


async def sent(session: AsyncSession, delivery: Delivery, now: datetime) -> None:
    """The channel took it."""
    entry = await session.get_one(OutboxEntry, delivery.entry)
    entry.state, entry.sent_at, entry.lease_until, entry.last_error = "sent", now, None, None


async def not_sent(
    session: AsyncSession, delivery: Delivery, error: str, again: datetime, most_tries: int
) -> bool:
    """The channel did not take it: later again, or, after too many tries, set aside (True)."""
    entry = await session.get_one(OutboxEntry, delivery.entry)
    entry.lease_until, entry.not_before, entry.last_error = None, again, error[:200]
    if entry.attempts >= most_tries:
        entry.state = "dead"
    return entry.state == "dead"
