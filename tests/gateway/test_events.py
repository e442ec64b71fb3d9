"""Live updates: in order, resumed without loss, ended when the process stops."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI

from gateway.wiring import Gateway
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import Shopper


class Stream:
    """The event stream of a conversation, read from the application itself: httpx would wait for its end."""

    def __init__(
        self, app: FastAPI, shopper: Shopper, headers: dict[str, str] | None = None, query: str = ""
    ) -> None:
        self.status: int | None = None
        self.raw = b""
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._asked = False
        self._stuck: asyncio.Event | None = None
        self.patience = 5.0
        given = {**shopper.headers, **(headers or {})}
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/api/v1/conversations/{shopper.id}/events",
            "query_string": query.encode(),
            "client": ("127.0.0.1", 1),
            "headers": [(key.lower().encode(), value.encode()) for key, value in given.items()],
        }
        self._task = asyncio.create_task(app(scope, self._receive, self._send))  # type: ignore[arg-type]

    async def _receive(self) -> dict[str, Any]:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Any) -> None:
        if self._stuck is not None:
            await self._stuck.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.raw += message.get("body", b"")
            await self._pieces.put(message.get("body", b""))
            if not message.get("more_body"):
                await self._pieces.put(None)

    async def events(self) -> AsyncIterator[tuple[str, Any, str | None]]:
        """Name, data and id of each event."""
        rest = b""
        while (piece := await asyncio.wait_for(self._pieces.get(), self.patience)) is not None:
            *blocks, rest = (rest + piece).split(b"\n\n")
            for block in blocks:
                fields = dict(line.split(": ", 1) for line in block.decode().split("\n") if ": " in line)
                if "event" in fields:
                    yield fields["event"], json.loads(fields["data"]), fields.get("id")

    async def messages(self, count: int, seconds: float = 5) -> list[tuple[str, str]]:
        """Id and text of the next messages."""
        self.patience = seconds
        found = []
        async for name, data, number in self.events():
            if name == "message":
                found.append((number or "", data["text"]))
            if len(found) == count:
                break
        return found

    async def close(self) -> None:
        """Go away, as a client does."""
        self._gone.set()
        await asyncio.wait_for(self._task, 5)


async def test_a_stream_tells_what_is_said_from_now_on(app: FastAPI, shopper: Shopper) -> None:
    stream = Stream(app, shopper)
    await asyncio.sleep(0.1)
    await shopper.say("hi")
    assert await stream.messages(2) == [("2", "hi"), ("3", "Yes?")]
    assert stream.status == 200
    await stream.close()


@pytest.mark.parametrize(("headers", "query"), [({"Last-Event-ID": "1"}, ""), ({}, "after=1")])
async def test_a_stream_resumes_after_the_last_message_seen(
    app: FastAPI, shopper: Shopper, headers: dict[str, str], query: str
) -> None:
    await shopper.say("one")
    await shopper.say("two")
    stream = Stream(app, shopper, headers, query)
    assert await stream.messages(4) == [("2", "one"), ("3", "Yes?"), ("4", "two"), ("5", "Yes?")]
    await stream.close()


async def test_a_stream_tells_of_typing_and_of_the_state(
    app: FastAPI, shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.script = [[{"text": "Someone will come."}, {"custom": {"handoff": {}}}]]
    stream = Stream(app, shopper)
    seen = []
    async for name, data, _ in stream.events():
        seen.append((name, data if name != "message" else data["from"]))
        if len(seen) == 2:
            rasa.down = True  # an answer at once leaves nothing to be seen of the typing
            await shopper.post({"id": "a", "text": "a person"}, wait=False)
        if (name, data) == ("typing", {"typing": True}):
            rasa.down = False
        if (name, data) == ("state", {"state": "waiting_for_agent"}):
            break
    assert seen[:2] == [("state", {"state": "bot"}), ("typing", {"typing": False})]
    assert ("typing", {"typing": True}) in seen
    assert ("message", "bot") in seen
    await stream.close()


async def test_a_stream_ends_when_the_gateway_stops(app: FastAPI, shopper: Shopper, gateway: Gateway) -> None:
    stream = Stream(app, shopper)
    names = []
    async for name, _, _ in stream.events():  # it ends: otherwise this waits in vain
        names.append(name)
        if len(names) == 2:
            gateway.stop()
    assert names[:2] == ["state", "typing"]
    await stream.close()


async def test_a_stream_needs_the_conversations_token(app: FastAPI, shopper: Shopper) -> None:
    stream = Stream(app, shopper, {"Authorization": "Bearer wrong"})
    assert [event async for event in stream.events()] == []
    assert stream.status == 401
    await stream.close()
