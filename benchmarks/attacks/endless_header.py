"""A part of a multipart body whose header goes on for 90 MB."""

from collections.abc import AsyncIterator

import httpx

from benchmarks.attacks.conversing import Conversing

PIECE, TIMES = b"a" * 65_536, 1_400


async def body() -> AsyncIterator[bytes]:
    """A header without end."""
    yield b"--b\r\nX-Endless: "
    for _ in range(TIMES):
        yield PIECE


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Send it once; the answer may come, and the connection end, before all of it is sent."""
    return str(await (await Conversing.open(http, api, "10.1.1.1")).send(body(), "b"))
