"""Evidence files: who sent them in which conversation, and which case they belong to."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Database, one_at_a_time
from shop.errors import EvidenceError
from shop.models import Case, CaseEvidence, EvidenceFile
from shop.storage import EvidenceStore, Stored

__all__ = [
    "EvidenceStore",
    "Stored",
    "attach",
    "files_of",
    "find_file",
    "guard_bytes",
    "loose_files",
    "record_file",
    "remove_unused",
]


async def guard_bytes(session: AsyncSession, key: str) -> None:
    """Until this `transaction()` ends nobody else records or removes the bytes under `key`.

    Equal bytes are kept once, so one shopper's file may be erased at the moment another sends the same.
    """
    await one_at_a_time(session, f"evidence {key}")


async def remove_unused(database: Database, files: EvidenceStore, keys: Iterable[str]) -> int:
    """Delete the bytes that no file refers to any more; how many. To be called once that is committed."""
    gone = 0
    for key in keys:
        async with database.transaction() as session:
            await guard_bytes(session, key)
            used = select(EvidenceFile.id).where(EvidenceFile.key == key).limit(1)
            if await session.scalar(used) is None:
                await files.delete(key)
                gone += 1
    return gone


async def record_file(  # noqa: PLR0913 - all by keyword
    session: AsyncSession,
    *,
    file_id: str,
    conversation: str,
    stored: Stored,
    kind: str,
    media_type: str,
    now: datetime,
) -> EvidenceFile:
    """Note a file whose bytes are stored; `kind` is image or video. The same again changes nothing."""
    known = await session.get(EvidenceFile, file_id)
    if known is not None:
        if (known.conversation, known.sha256) != (conversation, stored.sha256):
            raise EvidenceError(f"file {file_id} exists with other content")
        return known
    file = EvidenceFile(
        id=file_id,
        conversation=conversation,
        sha256=stored.sha256,
        bytes=stored.bytes,
        key=stored.key,
        kind=kind,
        media_type=media_type,
        created_at=now,
    )
    session.add(file)
    await session.flush()
    return file


async def find_file(session: AsyncSession, file_id: str, conversation: str) -> EvidenceFile:
    """The file, if it was sent in this conversation; another's is as unknown as none."""
    file = await session.get(EvidenceFile, file_id)
    if file is None or file.conversation != conversation:
        raise EvidenceError(f"no file {file_id} in this conversation")
    return file


async def files_of(session: AsyncSession, conversation: str) -> Sequence[EvidenceFile]:
    """The files of a conversation, oldest first."""
    chosen = select(EvidenceFile).where(EvidenceFile.conversation == conversation)
    return (await session.scalars(chosen.order_by(EvidenceFile.created_at, EvidenceFile.id))).all()


async def attach(session: AsyncSession, case: Case, file_id: str, kind: str) -> None:
    """Make a file of the case's own conversation its evidence of `kind` (product_photo, …); twice is once."""
    file = await find_file(session, file_id, case.conversation)
    link = CaseEvidence
    same = select(link.id).where(link.case_id == case.id, link.evidence_id == file.id, link.kind == kind)
    if await session.scalar(same) is None:
        session.add(CaseEvidence(case_id=case.id, evidence_id=file.id, kind=kind))
        await session.flush()


async def loose_files(session: AsyncSession, before: datetime, limit: int = 100) -> Sequence[EvidenceFile]:
    """Files that no case took, sent before a moment: what a clean-up may forget."""
    attached = exists().where(CaseEvidence.evidence_id == EvidenceFile.id)
    chosen = select(EvidenceFile).where(EvidenceFile.created_at < before, ~attached)
    return (await session.scalars(chosen.order_by(EvidenceFile.created_at).limit(limit))).all()
