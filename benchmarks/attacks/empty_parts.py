"""A multipart body of 4 MB in which every part is empty."""

from collections.abc import AsyncIterator

import httpx

from benchmarks.attacks.conversing import Conversing

PART = b"--b\r\n\r\n\r\n"
PARTS_AT_ONCE, TIMES = 6_500, 64


async def body() -> AsyncIterator[bytes]:
    """Parts upon parts."""
    for _ in range(TIMES):
        yield PART * PARTS_AT_ONCE


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Send it once; the answer may come, and the connection end, before all of it is sent."""
    return str(await (await Conversing.open(http, api, "10.1.1.1")).send(body(), "b"))
