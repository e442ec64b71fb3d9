"""A PNG just within the pixels that an image may have here: 14142 by 14142."""

import httpx

from benchmarks.attacks.conversing import Conversing
from benchmarks.attacks.pictures import png


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Upload it once."""
    return str(await (await Conversing.open(http, api, "10.1.1.1")).upload(png(14_142, 14_142)))
