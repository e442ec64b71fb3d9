"""Three PNGs of 7000 by 7000 pixels at the same time, from three addresses."""

import asyncio

import httpx

from benchmarks.attacks.conversing import Conversing
from benchmarks.attacks.pictures import png


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Upload all three at once."""
    attackers = [await Conversing.open(http, api, f"10.1.1.{number}") for number in range(1, 4)]
    return str(await asyncio.gather(*(each.upload(png(7000, 7000)) for each in attackers)))
