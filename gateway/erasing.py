"""Taking conversations out of every table, Rasa's tracker and the files: in time, and when asked."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, MetaData, String, Table, and_, column, delete, exists, inspect, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.auditing import note
from gateway.conversations import TALKING_TO_A_PERSON
from gateway.models import (
    ChannelHandover,
    Chat,
    Conversation,
    InboxEntry,
    IncomingFile,
    Message,
    OutboxEntry,
    SentPart,
    Upload,
)
from gateway.wiring import Gateway
from shop.database import Database
from shop.evidence import remove_unused
from shop.models import CaseEvidence, EvidenceFile, HandledMessage, IdentityAttempt
from shop.proofs import forget_proofs

TRACKER_TABLES = {"events", "summaries"}
BY_CONVERSATION = (ChannelHandover, Chat, IncomingFile, SentPart, OutboxEntry, InboxEntry, Message, Upload)


class RasaRecordKept(Exception):  # noqa: N818 (named as what happened)
    """Rasa's tracker could not be reached; nothing was erased, so that it can be tried again."""


async def erase_conversations(gateway: Gateway, conversations: Sequence[str], who: str) -> int:
    """Erase them everywhere but for files that a case rests on; returns how many files went."""
    if not conversations:
        return 0
    await _erase_tracker(gateway, conversations)
    async with gateway.database.transaction() as session:
        keys = await _forget_files(session, conversations)
        for table in BY_CONVERSATION:
            await session.execute(delete(table).where(table.conversation_id.in_(conversations)))
        await session.execute(delete(Conversation).where(Conversation.id.in_(conversations)))
        await session.execute(delete(HandledMessage).where(HandledMessage.conversation.in_(conversations)))
        await session.execute(delete(IdentityAttempt).where(IdentityAttempt.conversation.in_(conversations)))
        await forget_proofs(session, conversations)
        for conversation in conversations:
            note(session, conversation, who, "erase", gateway.clock())
    return await remove_unused(gateway.database, gateway.evidence, keys)


async def _forget_files(session: AsyncSession, conversations: Sequence[str]) -> list[str]:
    """Forget files that no case holds; returns the keys of bytes that nobody refers to any more."""
    held = exists().where(CaseEvidence.evidence_id == EvidenceFile.id)
    loose = select(EvidenceFile).where(EvidenceFile.conversation.in_(conversations), ~held)
    return await forget_files(session, (await session.scalars(loose)).all())


async def forget_files(session: AsyncSession, files: Sequence[EvidenceFile]) -> list[str]:
    """Delete these files' rows; returns the keys of bytes that nobody refers to any more."""
    keys = {file.key for file in files}
    for file in files:
        await session.delete(file)
    await session.flush()
    still = select(EvidenceFile.key).where(EvidenceFile.key.in_(keys))
    return sorted(keys - set((await session.scalars(still)).all()))


async def _erase_tracker(gateway: Gateway, conversations: Sequence[str]) -> None:
    url = gateway.settings.tracker_url
    if url is None:
        return
    tracker = Database(url)
    try:
        async with tracker.transaction() as session:
            there = await session.run_sync(lambda each: inspect(each.connection()).get_table_names())
            for table in sorted(TRACKER_TABLES & set(there)):
                forget = delete(Table(table, MetaData(), Column("sender_id", String)))
                await session.execute(forget.where(column("sender_id").in_(conversations)))
    except (SQLAlchemyError, OSError) as error:
        raise RasaRecordKept("Rasa's tracker store could not be reached") from error
    finally:
        await tracker.dispose()


async def quiet_since(
    session: AsyncSession, before: datetime, with_an_agent_before: datetime, most: int
) -> Sequence[str]:
    """Conversations in which nothing was said since then, and nothing waits for an answer; longest first.

    One that an agent has, or that waits for one, counts from the second moment on.
    """
    waiting = exists().where(InboxEntry.conversation_id == Conversation.id, InboxEntry.state == "waiting")
    with_an_agent = Conversation.state.in_(TALKING_TO_A_PERSON)
    query = (
        select(Conversation.id)
        .where(
            or_(
                and_(~with_an_agent, Conversation.last_at < before),
                and_(with_an_agent, Conversation.last_at < with_an_agent_before),
            ),
            ~waiting,
        )
        .order_by(Conversation.last_at)
        .limit(most)
    )
    return (await session.scalars(query)).all()
