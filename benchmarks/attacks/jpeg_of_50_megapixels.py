"""What a phone's camera of 50 megapixels takes: no attack, but it must not feel like one."""

import httpx

from benchmarks.attacks.conversing import Conversing
from benchmarks.attacks.pictures import jpeg


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Upload it once."""
    return str(await (await Conversing.open(http, api, "10.1.1.1")).upload(jpeg(8160, 6144)))
