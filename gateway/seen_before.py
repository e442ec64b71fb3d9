"""A conversation's files for the agent, each with the store's other conversations that sent the same one.

The same bytes are found however old they are; a picture that only looks the same (resized, packed harder)
among the store's latest.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from gateway.images.fingerprints import distance
from gateway.models import Conversation, Upload
from shop.models import EvidenceFile

ALIKE = 6
MOST_COMPARED = 5_000


async def files_of(session: AsyncSession, conversation: Conversation) -> list[dict[str, Any]]:
    """The files in the order they came."""
    query = select(Upload).where(Upload.conversation_id == conversation.id).order_by(Upload.created_at)
    uploads = (await session.scalars(query)).all()
    same, latest = await _same_bytes(session, conversation), await _fingerprints(session, conversation)
    return [
        {
            "id": upload.id,
            "kind": upload.kind,
            "bytes": upload.bytes,
            "sent": upload.attached,
            "seen_in": sorted(
                same.get(upload.id, set())
                | {where for where, other in latest if _alike(upload.fingerprint, other)}
            ),
        }
        for upload in uploads
    ]


async def _same_bytes(session: AsyncSession, conversation: Conversation) -> Mapping[str, set[str]]:
    """By file, the conversations with a file of the same bytes."""
    own, other = aliased(EvidenceFile), aliased(EvidenceFile)
    query = (
        select(own.id, Upload.conversation_id)
        .join(other, other.sha256 == own.sha256)
        .join(Upload, Upload.id == other.id)
        .join(Conversation, Conversation.id == Upload.conversation_id)
        .where(
            own.conversation == conversation.id,
            Conversation.store == conversation.store,
            Upload.conversation_id != conversation.id,
            Upload.attached,
        )
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for file, where in (await session.execute(query)).all():
        found[file].add(where)
    return found


async def _fingerprints(session: AsyncSession, conversation: Conversation) -> Sequence[tuple[str, str]]:
    query = (
        select(Upload.conversation_id, Upload.fingerprint)
        .join(Conversation, Conversation.id == Upload.conversation_id)
        .where(
            Conversation.store == conversation.store,
            Upload.conversation_id != conversation.id,
            Upload.fingerprint.is_not(None),
            Upload.attached,
        )
        .order_by(Upload.created_at.desc())
        .limit(MOST_COMPARED)
    )
    return [(where, found) for where, found in (await session.execute(query)).all() if found]


def _alike(one: str | None, other: str) -> bool:
    return one is not None and distance(one, other) <= ALIKE
