"""Whether this process lives, and whether it can do its work."""

import asyncio
from typing import Any

from fastapi import APIRouter, Response

from gateway.web.access import TheGateway
from gateway.wiring import Gateway
from shop.migrating import is_behind
from shop.outages import TROUBLE

router = APIRouter(tags=["health"])
CHECK_SECONDS = 4.0


@router.get("/health/live")
async def live() -> dict[str, str]:
    """This process answers."""
    return {"status": "ok"}


@router.get("/health/ready")
async def ready(gateway: TheGateway, response: Response) -> dict[str, Any]:
    """The database is there and migrated, Rasa has a model, Redis answers if it is used; 503 otherwise."""
    parts = await gateway.readiness.of(lambda: _parts(gateway))
    well = all(parts.values()) and not gateway.stopping.is_set()
    response.status_code = 200 if well else 503
    return {"status": "ok" if well else "unavailable", "parts": parts}


async def _parts(gateway: Gateway) -> dict[str, bool]:
    checks = {"database": _database(gateway), "rasa": gateway.rasa.is_ready(), "redis": _redis(gateway)}
    results = await asyncio.gather(*checks.values())
    return dict(zip(checks, results, strict=True))


async def _database(gateway: Gateway) -> bool:
    try:
        async with asyncio.timeout(CHECK_SECONDS), gateway.database.session() as session:
            return not await (await session.connection()).run_sync(is_behind)
    except TROUBLE:
        return False


async def _redis(gateway: Gateway) -> bool:
    if gateway.redis is None:
        return True
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await gateway.redis.ping()
    except Exception:  # whatever it is, Redis is not there
        return False
    return True
