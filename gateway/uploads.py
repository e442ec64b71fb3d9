"""Files of a conversation: received piece by piece, checked by content, kept as the shop's evidence."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.conversations import locked
from gateway.errors import Conflict, TooLarge, WrongMedia
from gateway.models import Upload
from gateway.videos import MOST_BRANDS, is_heif, looks_like_video, video_type
from gateway.wiring import Gateway
from shop.evidence import Stored, guard_bytes, record_file

IN_MEMORY = 1 << 18
IMAGE_TYPE = "image/jpeg"


@dataclass(frozen=True)
class Checked:
    """A file that is what it says: what kind, and for images the fingerprint."""

    kind: str
    media_type: str
    fingerprint: str | None = None


async def receive(gateway: Gateway, conversation: str, pieces: AsyncIterator[bytes]) -> Upload:
    """Store a file that arrives in pieces; TooLarge or WrongMedia when it may not be kept."""
    settings = gateway.settings
    with (
        tempfile.SpooledTemporaryFile(IN_MEMORY) as first,
        tempfile.SpooledTemporaryFile(IN_MEMORY) as second,
    ):
        raw, clean = cast(BinaryIO, first), cast(BinaryIO, second)
        await _spool(pieces, raw, max(settings.image_bytes, settings.video_bytes))
        checked = await _checked(gateway, raw, clean)
        content = clean if checked.kind == "image" else raw
        content.seek(0)
        stored = await gateway.put_evidence(content)
        async with gateway.database.transaction() as session:
            await guard_bytes(session, stored.key)
            if not await gateway.evidence.holds(stored):  # the same bytes were just erased for somebody else
                content.seek(0)
                await gateway.put_evidence(content)
            return await _note(session, gateway, conversation, checked, stored)


async def _spool(pieces: AsyncIterator[bytes], raw: BinaryIO, most: int) -> None:
    size = 0
    async for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooLarge("The file is too large.")
        await asyncio.to_thread(raw.write, piece)
    if size == 0:
        raise WrongMedia("The file is empty.")


async def _checked(gateway: Gateway, raw: BinaryIO, clean: BinaryIO) -> Checked:
    settings, size = gateway.settings, raw.tell()
    raw.seek(0)
    head = raw.read(MOST_BRANDS)
    if looks_like_video(head) and not is_heif(head):
        if size > settings.video_bytes:
            raise TooLarge("The video is too large.")
        return Checked("video", await asyncio.to_thread(video_type, raw, settings.video_parts))
    if size > settings.image_bytes:
        raise TooLarge("The image is too large.")
    raw.flush()
    return Checked("image", IMAGE_TYPE, await gateway.images.clean(raw, clean))


async def _note(
    session: AsyncSession, gateway: Gateway, conversation: str, checked: Checked, stored: Stored
) -> Upload:
    await locked(session, conversation)
    held = await session.scalar(
        select(func.count()).select_from(Upload).where(Upload.conversation_id == conversation)
    )
    if (held or 0) >= gateway.settings.conversation_files:
        raise Conflict("This conversation holds as many files as it may.")
    now, upload_id = gateway.clock(), gateway.new_id()
    await record_file(
        session,
        file_id=upload_id,
        conversation=conversation,
        stored=stored,
        kind=checked.kind,
        media_type=checked.media_type,
        now=now,
    )
    upload = Upload(
        id=upload_id,
        conversation_id=conversation,
        kind=checked.kind,
        media_type=checked.media_type,
        bytes=stored.bytes,
        fingerprint=checked.fingerprint,
        attached=False,
        created_at=now,
    )
    session.add(upload)
    return upload
