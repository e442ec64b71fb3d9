"""A WebM of 90 MB that is nothing but empty elements."""

import httpx

from benchmarks.attacks.conversing import Conversing

EMPTY = b"\x1a\x45\xdf\xa3\x80" + b"\xec\x80" * 45_000_000


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Upload it once."""
    return str(await (await Conversing.open(http, api, "10.1.1.1")).upload(EMPTY))
