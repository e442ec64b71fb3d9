"""64 uploads of one conversation that send 9 MB each and then nothing for twenty seconds."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import httpx

from benchmarks.attacks.conversing import Conversing

UPLOADS, PIECES, PIECE = 64, 140, bytes(65_536)
STALL_SECONDS = 20
HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'


async def unfinished() -> AsyncIterator[bytes]:
    """A body that never ends."""
    yield HEAD
    for _ in range(PIECES):
        yield PIECE
    await asyncio.sleep(STALL_SECONDS)


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Send all of them at once."""
    attacker = await Conversing.open(http, api, "10.1.1.1")
    answers = await asyncio.gather(*(attacker.send(unfinished(), "b") for _ in range(UPLOADS)))
    return str(dict(Counter(answers)))
