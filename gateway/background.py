"""What a gateway does beside answering requests: chores, done over and over until it stops."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import structlog

from gateway.hub import pause
from gateway.wiring import Gateway

CHORES = "chores"
Chore = Callable[[], Awaitable[object]]
log = structlog.get_logger(__name__)


async def repeat(
    chore: Chore, seconds: float, *, wake: asyncio.Event, until: asyncio.Event, dice: random.Random
) -> None:
    """Do a chore when woken and about every `seconds`, never in step with other processes.

    What returns True has found something and is done again at once. A chore outlives whatever goes wrong.
    """
    is_busy = False
    while not until.is_set():
        if not is_busy:
            await pause(wake, seconds * dice.uniform(0.75, 1.25))
        wake.clear()
        if not until.is_set():
            is_busy = await _outlived(chore)


async def repeat_until_stopped(gateway: Gateway, chore: Chore, seconds: float, topic: str = CHORES) -> None:
    """Do a chore until the gateway stops, woken by changes of the topic."""
    with gateway.hub.listening(topic) as wake:
        await repeat(chore, seconds, wake=wake, until=gateway.stopping, dice=gateway.dice)


async def _outlived(chore: Chore) -> bool:
    try:
        return await chore() is True
    except Exception:  # the database may be away for a while
        log.exception("chore_failed", chore=getattr(chore, "__qualname__", "chore"))
        return False
