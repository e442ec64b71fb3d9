"""Live updates by server-sent events; the number of the last message seen resumes them, in any process."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from gateway.errors import Moved, NotFound
from gateway.feeds import Follower
from gateway.hub import pause
from gateway.web.access import Address, TheConversation, TheGateway, limited
from gateway.web.chat import HELD, PROBLEM, shown_to_shopper
from gateway.wiring import Gateway
from shop.outages import TROUBLE

HEARTBEAT_SECONDS = 15.0
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
RETRY = "retry: 2000\n\n"
RETRY_LATER = "retry: 60000\n"  # whose place was taken by another must not take it back at once
router = APIRouter(tags=["chat"])


class EventStream(StreamingResponse):
    """A stream whose follower leaves however it ends, even if it never began."""

    media_type = "text/event-stream"

    def __init__(self, gateway: Gateway, follower: Follower, seen: int) -> None:
        """Shows what comes after `seen`."""
        super().__init__(_events(gateway, follower, seen), headers=HEADERS)
        self._gateway, self._follower = gateway, follower

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        try:
            async with asyncio.timeout(None) as self._follower.ends:
                await super().__call__(scope, receive, send)
        except TimeoutError:  # it was replaced, and its client reads nothing: the server cuts the connection
            pass
        finally:
            self._gateway.feeds.leave(self._follower)


@router.get(
    "/conversations/{conversation_id}/events",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}, **dict.fromkeys(HELD, PROBLEM)},
    dependencies=[limited("streams")],
)
async def stream_events(
    conversation: TheConversation,
    gateway: TheGateway,
    address: Address,
    last_event_id: Annotated[str | None, Header(max_length=20)] = None,
    after: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> StreamingResponse:
    """`message` (its id is its number), `typing` and `state`; new ones only, unless told what was seen.

    `moved` and `replaced` are a stream's last: the conversation goes on elsewhere, or newer streams of it
    have taken this one's place. A stream whose token was revoked as it began shows `moved` and nothing else.
    """
    follower = await gateway.feeds.follow(conversation, address)
    if follower.feed.ended == "erased":
        gateway.feeds.leave(follower)
        raise NotFound
    newest = follower.feed.newest or 0
    return EventStream(gateway, follower, _seen(last_event_id, after, newest))


def _seen(last_event_id: str | None, after: int | None, newest: int) -> int:
    if last_event_id and last_event_id.isascii() and last_event_id.isdigit():
        return min(int(last_event_id), newest)
    return newest if after is None else min(after, newest)


async def _events(gateway: Gateway, follower: Follower, seen: int) -> AsyncIterator[str]:
    feed, state, typing = follower.feed, "", None
    yield RETRY
    while not gateway.stopping.is_set() and feed.ended is None:
        follower.wake.clear()
        if follower.is_replaced:
            yield RETRY_LATER + _event("replaced", {})
            return
        try:
            messages = await feed.after(seen)
        except Moved:
            break
        except (NotFound, *TROUBLE):  # erased, or away: the client comes back and hears which
            return
        for message in messages:
            seen = message.seq
            yield _event("message", shown_to_shopper(gateway, [message])[0], message.seq)
        if state != feed.state:
            state = feed.state
            yield _event("state", {"state": state})
        if typing != feed.typing:
            typing = feed.typing
            yield _event("typing", {"typing": typing})
        if not await pause(follower.wake, HEARTBEAT_SECONDS):
            yield ": still here\n\n"
    if feed.ended in {None, "moved"} and not gateway.stopping.is_set():
        yield _event("moved", {})


def _event(name: str, data: dict[str, Any], number: int | None = None) -> str:
    head = f"id: {number}\n" if number is not None else ""
    return f"{head}event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
