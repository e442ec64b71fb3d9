"""Rasa over a real connection: kept between turns, and every way to fail told as what it is."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from gateway.errors import RasaDown, RasaUnreachable
from gateway.inbound import Turn
from gateway.rasa import Rasa
from gateway.rasa_transport import AiohttpTransport
from tests.gateway.test_slots import turn_in
from tests.servers import free_port

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TURN: Turn = turn_in("c")
ANSWER = json.dumps([{"text": "Yes?"}]).encode()


async def request_of(reader: asyncio.StreamReader) -> tuple[str, dict[str, Any]]:
    """The request's first line and its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    length = next(
        line.split(": ")[1] for line in head.lower().splitlines() if line.startswith("content-length")
    )
    return head.splitlines()[0], json.loads(await reader.readexactly(int(length)))


def answered(body: bytes, *headers: str) -> bytes:
    """A response with that body."""
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@asynccontextmanager
async def rasa_at(port: int, seconds: float = 5.0) -> AsyncIterator[Rasa]:
    """A client of the server there."""
    transport = AiohttpTransport(most=2)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", transport=transport) as client:
        yield Rasa(client, asyncio.get_running_loop().time, "a token&more", seconds)


@asynccontextmanager
async def served(serve: Serve, seconds: float = 5.0) -> AsyncIterator[Rasa]:
    """A client of a server that deals with each connection like that."""
    gone = asyncio.TaskGroup()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve(reader, writer)
        writer.close()
        gone.create_task(writer.wait_closed())

    async with gone, await asyncio.start_server(handle, "127.0.0.1", 0) as server:
        async with rasa_at(server.sockets[0].getsockname()[1], seconds) as rasa:
            yield rasa
        await asyncio.sleep(0.05)  # the server sees that the client has gone


async def test_one_connection_carries_many_turns_whole() -> None:
    connections, requests = list[int](), list[tuple[str, dict[str, Any]]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(1)
        while len(requests) < 3:
            requests.append(await request_of(reader))
            writer.write(answered(gzip.compress(ANSWER), "Content-Encoding: gzip", "X-Intent: greet"))

    async with served(serve) as rasa:
        turns = [await rasa.turn(TURN, {"traceparent": "t"}) for _ in range(3)]
    assert len(connections) == 1
    assert [(turn.messages[0].text, turn.intent) for turn in turns] == [("Yes?", "greet")] * 3
    assert {line for line, _ in requests} == {"POST /webhooks/rest/webhook?token=a+token%26more HTTP/1.1"}
    assert {body["sender"] for _, body in requests} == {"c"}


async def test_nobody_there_is_told_as_that() -> None:
    async with rasa_at(free_port()) as rasa:
        with pytest.raises(RasaUnreachable):
            await rasa.turn(TURN)


async def test_who_took_the_message_and_went_away_was_there() -> None:
    async def serve(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await request_of(reader)

    async with served(serve) as rasa:
        with pytest.raises(RasaDown) as failed:
            await rasa.turn(TURN)
    assert not isinstance(failed.value, RasaUnreachable)


@pytest.mark.parametrize("started", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[{"])
async def test_who_says_nothing_more_is_given_up_in_time(started: bytes) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(started)
        await reader.read()

    async with asyncio.timeout(3), served(serve, seconds=0.2) as rasa:
        with pytest.raises(RasaDown) as failed:
            await rasa.turn(TURN)
    assert not isinstance(failed.value, RasaUnreachable)


async def test_what_is_no_http_is_a_failure() -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(b"what?\r\n\r\n")

    async with served(serve) as rasa:
        with pytest.raises(RasaDown):
            await rasa.turn(TURN)
