"""What a platform tells of messages it took: delivered, read, or failed after all."""

import asyncio
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import outbox
from gateway.channels.interface import Channel, Receipt, Trouble, Verdict
from gateway.models import PART_STATES, Conversation, Message, OutboxEntry, SentPart
from gateway.wiring import Gateway

OVERTAKEN_SECONDS = 2.0
log = structlog.get_logger(__name__)


async def note_receipt(gateway: Gateway, channel: Channel, receipt: Receipt) -> None:
    """Record it; one that overtook the answer to our own request is looked at again in a moment."""
    if not await _note(gateway, channel, receipt):
        gateway.in_background(_note_later(gateway, channel, receipt))


async def _note_later(gateway: Gateway, channel: Channel, receipt: Receipt) -> None:
    await asyncio.sleep(OVERTAKEN_SECONDS)
    await _note(gateway, channel, receipt)


async def _note(gateway: Gateway, channel: Channel, receipt: Receipt) -> bool:
    """False if no message has that id; a receipt that arrives late takes nothing back."""
    async with gateway.database.transaction() as session:
        part = await session.scalar(
            select(SentPart)
            .where(
                SentPart.channel == channel.name,
                SentPart.store == channel.store,
                SentPart.external_id == receipt.external_id,
            )
            .with_for_update()
        )
        if part is None:
            return False
        if PART_STATES.index(receipt.state) <= PART_STATES.index(part.state):
            return True
        part.state, part.at = receipt.state, receipt.at
        if receipt.trouble is not None:
            part.error = receipt.trouble.code[:64]
            await _failed(session, part, receipt.trouble, gateway.clock())
    outcome = receipt.state if receipt.trouble is None else f"failed_{receipt.trouble.verdict.value}"
    gateway.metrics.deliveries.labels(channel.name, outcome).inc()
    if receipt.trouble is not None:
        log.warning("delivery_failed_later", channel=channel.name, kind=receipt.trouble.code)
    return True


async def _failed(session: AsyncSession, part: SentPart, trouble: Trouble, now: datetime) -> None:
    """Taken and then not delivered: as it would have been, had it been refused at once."""
    entry = await session.get_one(OutboxEntry, part.outbox_id)
    if trouble.verdict in (Verdict.CLOSED, Verdict.WAIT, Verdict.RETRY) and entry.state == "sent":
        if trouble.verdict is not Verdict.CLOSED and entry.attempts > 1:
            entry.state, entry.last_error = "dead", trouble.code[:200]
            return
        await session.delete(part)
        entry.state = "held" if trouble.verdict is Verdict.CLOSED else "waiting"
        entry.not_before, entry.attempts, entry.sent_at = now, 1, None
        return
    entry.state, entry.last_error = "dead", trouble.code[:200]
    if trouble.verdict is Verdict.TELL:
        conversation = await session.get_one(Conversation, part.conversation_id)
        outbox.tell_a_person(conversation, now)


async def deliveries_of(session: AsyncSession, conversation_id: str) -> list[dict[str, Any]]:
    """What became of each message that had to be pushed, for the agent: by its number in the transcript."""
    query = (
        select(Message.seq, OutboxEntry.state, OutboxEntry.last_error, SentPart.state)
        .join(OutboxEntry, OutboxEntry.message_id == Message.id)
        .outerjoin(SentPart, SentPart.outbox_id == OutboxEntry.id)
        .where(Message.conversation_id == conversation_id)
        .order_by(Message.seq, SentPart.place)
    )
    found: dict[int, dict[str, Any]] = {}
    for seq, state, error, receipt in (await session.execute(query)).all():
        found[seq] = {"seq": seq, "state": receipt if state == "sent" and receipt else state, "error": error}
    return list(found.values())
