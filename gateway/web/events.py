"""Live updates by server-sent events; the number of the last message seen resumes them, in any process."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from sqlalchemy import select

from gateway.conversations import state_on_web
from gateway.errors import Moved, NotFound
from gateway.hub import pause, typing_in
from gateway.models import Conversation, InboxEntry, Message
from gateway.transcript import history
from gateway.web.access import TheConversation, TheGateway
from gateway.web.chat import HELD, PROBLEM, shown_to_shopper
from gateway.wiring import Gateway

HEARTBEAT_SECONDS = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
router = APIRouter(tags=["chat"])


@router.get(
    "/conversations/{conversation_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, **dict.fromkeys(HELD, PROBLEM)},
)
async def stream_events(
    conversation: TheConversation,
    gateway: TheGateway,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
    after: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> StreamingResponse:
    """`message` (its id is its number), `typing` and `state`; new ones only, unless told what was seen."""
    async with gateway.database.session() as session:
        newest = await session.scalar(select(Conversation.last_seq).where(Conversation.id == conversation))
    if newest is None:
        raise NotFound
    stream = _events(gateway, conversation, _seen(last_event_id, after, newest))
    return StreamingResponse(stream, media_type="text/event-stream", headers=HEADERS)


def _seen(last_event_id: str | None, after: int | None, newest: int) -> int:
    if last_event_id and last_event_id.isascii() and last_event_id.isdigit():
        return min(int(last_event_id), newest)
    return newest if after is None else min(after, newest)


async def _events(gateway: Gateway, conversation_id: str, seen: int) -> AsyncIterator[str]:
    shown: tuple[str, bool] | None = None
    yield "retry: 2000\n\n"
    with gateway.hub.listening(conversation_id, typing_in(conversation_id)) as wake:
        quiet = 0.0
        while not gateway.stopping.is_set():
            wake.clear()
            try:
                messages, state, typing = await _look(gateway, conversation_id, seen)
            except Moved:
                yield _event("moved", {})
                return
            for message in messages:
                seen = message.seq
                yield _event("message", shown_to_shopper(gateway, [message])[0], message.seq)
            if shown is None or shown[0] != state:
                yield _event("state", {"state": state})
            if shown is None or shown[1] != typing:
                yield _event("typing", {"typing": typing})
            changed, shown = shown != (state, typing) or bool(messages), (state, typing)
            quiet = 0.0 if changed else quiet
            if not await pause(wake, gateway.follow_seconds):
                quiet += gateway.follow_seconds
            if quiet >= HEARTBEAT_SECONDS:
                quiet = 0.0
                yield ": still here\n\n"


async def _look(gateway: Gateway, conversation_id: str, seen: int) -> tuple[list[Message], str, bool]:
    async with gateway.database.session() as session:
        conversation = await session.get(Conversation, conversation_id)
        if conversation is None:
            raise asyncio.CancelledError  # erased meanwhile: the stream ends
        messages = list(await history(session, conversation_id, seen)) if conversation.last_seq > seen else []
        await state_on_web(
            session, conversation_id
        )  # after the messages: none of another channel is among them
        waiting = select(InboxEntry.id).where(
            InboxEntry.conversation_id == conversation_id, InboxEntry.state == "waiting"
        )
        typing = conversation.state == "bot" and await session.scalar(waiting.limit(1)) is not None
        return messages, conversation.state, typing


def _event(name: str, data: dict[str, Any], number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
