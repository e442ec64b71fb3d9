"""A PNG of 7000 by 7000 pixels in 200 kB."""

import httpx

from benchmarks.attacks.conversing import Conversing
from benchmarks.attacks.pictures import png


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Upload it once."""
    return str(await (await Conversing.open(http, api, "10.1.1.1")).upload(png(7000, 7000)))
