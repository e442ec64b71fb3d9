"""Uploads in, and files out by short-lived signed links, with headers that let nothing in them run."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, BinaryIO

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.agents import agent_of
from gateway.auditing import note
from gateway.conversations import state_on_web
from gateway.errors import NotFound
from gateway.links import EXPORT, FileLink
from gateway.models import Conversation, Upload
from gateway.settings import Settings
from gateway.spool import Owner
from gateway.uploads import receive
from gateway.web.access import Address, TheConversation, TheGateway, limited
from gateway.web.chat import HELD, PROBLEM
from gateway.web.multipart import file_pieces
from gateway.web.schemas import UploadOut
from shop.errors import EvidenceError
from shop.models import EvidenceFile

PIECE = 1 << 18
LARGEST_BODY = 1 << 40  # the settings decide, piece by piece
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "video/mp4": "mp4", "video/quicktime": "mov"}
BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}
router = APIRouter(tags=["files"])


@router.post(
    "/conversations/{conversation_id}/uploads",
    max_body_size=LARGEST_BODY,
    status_code=201,
    response_model=UploadOut,
    responses=dict.fromkeys((*HELD, 409, 413, 415), PROBLEM),
    openapi_extra={"requestBody": BODY},
    dependencies=[limited("uploads")],
)
async def upload_file(
    conversation: TheConversation, gateway: TheGateway, address: Address, request: Request
) -> dict[str, Any]:
    """Send a photo or a video, to be attached to a message by its id."""
    await gateway.count("conversation_uploads", conversation)
    owner = Owner(conversation, address or "unknown")
    upload = await receive(gateway, owner, file_pieces(request, gateway.settings))
    gateway.metrics.uploads.labels(upload.kind).inc()
    return {"id": upload.id, "kind": upload.kind, "bytes": upload.bytes}


@router.get(
    "/files/{upload_id}",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"image/*": {}, "video/*": {}}},
        **dict.fromkeys((404, 410, 422, 429), PROBLEM),
    },
    dependencies=[limited("files")],
)
async def read_file(
    upload_id: str,
    gateway: TheGateway,
    expires: Annotated[int, Query(ge=0, le=2**53)],
    signature: Annotated[str, Query(max_length=128)],
    agent: Annotated[str, Query(max_length=64)] = "",
) -> StreamingResponse:
    """A file, for whoever holds a signed link to it; whose link is an agent's is in the audit.

    A shopper's link ends with their token, an agent's with their account.
    """
    secret, now = gateway.settings.gateway_secret.get_secret_value(), gateway.clock()
    if not FileLink(upload_id, expires, agent).is_good(signature, secret=secret, now=now):
        raise NotFound
    async with gateway.database.session() as session:
        upload = await session.get(Upload, upload_id)
        file = await session.get(EvidenceFile, upload_id)
        if upload is None or file is None:
            raise NotFound
        if agent not in ("", EXPORT):
            await _require_access(session, gateway.settings, agent, upload)
        elif not agent:  # the shopper's own links are worth no more than the token that they were shown to
            await state_on_web(session, upload.conversation_id)
    try:
        content = await asyncio.to_thread(gateway.evidence.open, file.key)
    except EvidenceError as error:
        raise NotFound from error
    if agent:
        async with gateway.database.transaction() as session:
            note(session, upload.conversation_id, agent, "file", now, facts={"file": upload_id})
    return StreamingResponse(_pieces(content), media_type=upload.media_type, headers=_headers(upload))


async def _require_access(session: AsyncSession, settings: Settings, agent: str, upload: Upload) -> None:
    """NotFound unless whom the link was made for is still an agent, and of this store."""
    entry = settings.agent_tokens.get(agent)
    conversation = await session.get(Conversation, upload.conversation_id)
    if entry is None or conversation is None:
        raise NotFound
    agent_of(agent, entry).require(conversation.store)


def _headers(upload: Upload) -> dict[str, str]:
    name = f"{upload.id}.{ENDINGS.get(upload.media_type, 'bin')}"
    return {
        "Content-Length": str(upload.bytes),
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }


async def _pieces(content: BinaryIO) -> AsyncIterator[bytes]:
    try:
        while piece := await asyncio.to_thread(content.read, PIECE):
            yield piece
    finally:
        await asyncio.to_thread(content.close)
