"""The durable outbox: what a channel must push goes out in order, again until it is taken.

A message may be several parts on its platform. Each part that was taken is recorded before the next is sent,
so that a message broken off goes on where it was.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from gateway.conversations import move
from gateway.models import Chat, Conversation, Message, OutboxEntry, SentPart


@dataclass(frozen=True)
class Delivery:
    """The next part, at `place`, of a message to be pushed of which `taken` parts were; `key` never changes.

    `heard_at` is when the shopper last wrote there, `nudged` that a template has asked them to write.
    """

    entry: int
    channel: str
    store: str
    recipient: str
    language: str
    message: Message
    attempts: int
    place: int = 0
    taken: int = 0
    heard_at: datetime | None = None
    nudged: bool = False

    @property
    def key(self) -> str:
        """For channels that recognise a repeated request."""
        return f"message-{self.message.id}-{self.place}"


async def claim_deliveries(
    session: AsyncSession, now: datetime, lease: timedelta, most: int
) -> list[Delivery]:
    """Take what is due: of each conversation the oldest unsent only, so that order holds."""
    entries = (await session.scalars(_due(now, most))).all()
    return [await _delivery(session, entry, now + lease) for entry in entries]


def _due(now: datetime, most: int) -> Select[OutboxEntry]:
    earlier = aliased(OutboxEntry)
    paced = (
        exists()
        .where(Chat.conversation_id == OutboxEntry.conversation_id, Chat.channel == OutboxEntry.channel)
        .where(Chat.push_after > now)
    )
    return (
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
            ~paced,
        )
        .order_by(OutboxEntry.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=OutboxEntry)
    )


async def _delivery(session: AsyncSession, entry: OutboxEntry, until: datetime) -> Delivery:
    entry.lease_until = until
    entry.attempts += 1
    message = await session.get_one(Message, entry.message_id)
    conversation = await session.get_one(Conversation, entry.conversation_id)
    places = (await session.scalars(select(SentPart.place).where(SentPart.outbox_id == entry.id))).all()
    chat = await _chat(session, entry)
    return Delivery(
        entry=entry.id,
        channel=entry.channel,
        store=conversation.store,
        recipient=conversation.sender or "",
        language=conversation.language,
        message=message,
        attempts=entry.attempts,
        place=next(place for place in range(len(places) + 1) if place not in places),
        taken=len(places),
        heard_at=chat.heard_at if chat else None,
        nudged=bool(chat and chat.nudged),
    )


async def _chat(session: AsyncSession, entry: OutboxEntry) -> Chat | None:
    """Where it is sent: the chat may hold another conversation by now."""
    same = and_(
        Chat.store == Conversation.store,
        Chat.channel == Conversation.channel,
        Chat.sender == Conversation.sender,
    )
    query = select(Chat).join(Conversation, same).where(Conversation.id == entry.conversation_id)
    found: Chat | None = await session.scalar(query.limit(1))
    return found


async def sent(
    session: AsyncSession, delivery: Delivery, external_id: str | None, now: datetime, *, last: bool = True
) -> None:
    """The channel took a part under that id; with the last one the message is sent."""
    entry = await session.get_one(OutboxEntry, delivery.entry)
    entry.lease_until, entry.last_error = None, None
    if last:
        entry.state, entry.sent_at = "sent", now
    else:
        entry.attempts, entry.not_before = 0, now
    if external_id is not None:
        session.add(
            SentPart(
                conversation_id=entry.conversation_id,
                outbox_id=entry.id,
                place=delivery.place,
                store=delivery.store,
                channel=delivery.channel,
                external_id=external_id[:200],
                state="sent",
                at=now,
            )
        )


async def leave_alone(session: AsyncSession, delivery: Delivery, until: datetime) -> None:
    """Send nothing more to that shopper before then."""
    chat = await _chat(session, await session.get_one(OutboxEntry, delivery.entry))
    if chat is not None:
        chat.push_after = until


async def hold(session: AsyncSession, delivery: Delivery, why: str, *, nudged: bool) -> None:
    """Keep it until the shopper writes again."""
    entry = await session.get_one(OutboxEntry, delivery.entry)
    entry.state, entry.lease_until, entry.attempts, entry.last_error = "held", None, 0, why[:200]
    chat = await _chat(session, entry)
    if chat is not None and nudged:
        chat.nudged = True


async def postpone(session: AsyncSession, delivery: Delivery, again: datetime) -> None:
    """It was not even tried: later again, and no try is counted."""
    entry = await session.get_one(OutboxEntry, delivery.entry)
    entry.lease_until, entry.not_before = None, again
    entry.attempts -= 1


async def not_sent(
    session: AsyncSession, delivery: Delivery, error: str, again: datetime, *, for_good: bool
) -> None:
    """The channel did not take it: later again, or set aside."""
    entry = await session.get_one(OutboxEntry, delivery.entry)
    entry.lease_until, entry.not_before, entry.last_error = None, again, error[:200]
    if for_good:
        entry.state = "dead"


def tell_a_person(conversation: Conversation, now: datetime) -> None:
    """What the shopper should have been told never reached them: somebody must know."""
    if conversation.state == "bot":
        conversation.handoff = {"reason": "not_delivered"}
        move(conversation, "waiting_for_agent", now)
