"""Files of a conversation: received piece by piece, checked by content, kept as the shop's evidence."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.conversations import locked_in
from gateway.errors import Conflict, TooLarge, WrongMedia
from gateway.models import Upload
from gateway.spool import Owner, SpoolFile
from gateway.videos import MOST_BRANDS, is_heif, looks_like_video, video_type
from gateway.wiring import Gateway
from shop.evidence import Stored, guard_bytes, record_file

IMAGE_TYPE = "image/jpeg"
FULL = "This conversation holds as many files as it may."


@dataclass(frozen=True)
class Checked:
    """A file that is what it says: what kind, and for images the fingerprint."""

    kind: str
    media_type: str
    fingerprint: str | None = None


async def receive(gateway: Gateway, owner: Owner, pieces: AsyncIterator[bytes]) -> Upload:
    """Store a file that arrives in pieces; a Problem says why it may not be kept.

    What a conversation, an address and this process may hold is looked at before a byte is read, and held to
    while the file arrives.
    """
    await _require_place(gateway, owner.conversation)
    with gateway.spool.file(owner) as raw, raw.beside() as clean:
        await _fill(raw, pieces, max(gateway.settings.image_bytes, gateway.settings.video_bytes))
        checked = await _checked(gateway, raw, clean)
        if checked.kind == "image":
            raw.empty()
            clean.count_written()
        return await _keep(gateway, owner, checked, clean if checked.kind == "image" else raw)


async def _require_place(gateway: Gateway, conversation: str) -> None:
    async with gateway.database.session() as session:
        held = await _files_held(session, conversation)
    if held + gateway.spool.arriving(conversation) >= gateway.settings.conversation_files:
        raise Conflict(FULL)


async def _files_held(session: AsyncSession, conversation: str) -> int:
    query = select(func.count()).select_from(Upload).where(Upload.conversation_id == conversation)
    return await session.scalar(query) or 0


async def _fill(raw: SpoolFile, pieces: AsyncIterator[bytes], most: int) -> None:
    async for piece in pieces:
        if raw.size + len(piece) > most:
            raise TooLarge("The file is too large.")
        await raw.write(piece)
    if raw.size == 0:
        raise WrongMedia("The file is empty.")


async def _checked(gateway: Gateway, raw: SpoolFile, clean: SpoolFile) -> Checked:
    settings, content = gateway.settings, raw.content
    content.seek(0)
    head = content.read(MOST_BRANDS)
    if looks_like_video(head) and not is_heif(head):
        if raw.size > settings.video_bytes:
            raise TooLarge("The video is too large.")
        return Checked("video", await asyncio.to_thread(video_type, content, settings.video_parts))
    if raw.size > settings.image_bytes:
        raise TooLarge("The image is too large.")
    return Checked("image", IMAGE_TYPE, await gateway.images.clean(content, clean.content))


async def _keep(gateway: Gateway, owner: Owner, checked: Checked, file: SpoolFile) -> Upload:
    file.content.seek(0)
    stored = await gateway.put_evidence(file.content)
    async with gateway.database.transaction() as session:
        await guard_bytes(session, stored.key)
        if not await gateway.evidence.holds(stored):  # the same bytes were just erased for somebody else
            file.content.seek(0)
            await gateway.put_evidence(file.content)
        return await _note(session, gateway, owner, checked, stored)


async def _note(
    session: AsyncSession, gateway: Gateway, owner: Owner, checked: Checked, stored: Stored
) -> Upload:
    await locked_in(session, owner.conversation, owner.channel)
    if await _files_held(session, owner.conversation) >= gateway.settings.conversation_files:
        raise Conflict(FULL)
    now, upload_id = gateway.clock(), gateway.new_id()
    await record_file(
        session,
        file_id=upload_id,
        conversation=owner.conversation,
        stored=stored,
        kind=checked.kind,
        media_type=checked.media_type,
        now=now,
    )
    upload = Upload(
        id=upload_id,
        conversation_id=owner.conversation,
        kind=checked.kind,
        media_type=checked.media_type,
        bytes=stored.bytes,
        fingerprint=checked.fingerprint,
        attached=False,
        created_at=now,
    )
    session.add(upload)
    return upload
