"""Parts that look for work again and again until the gateway stops, and outlive whatever goes wrong."""

from collections.abc import Awaitable, Callable

import structlog

from gateway.hub import WORK, pause
from gateway.wiring import Gateway

CHORES = "chores"
log = structlog.get_logger(__name__)


async def look_for_work(gateway: Gateway, look: Callable[[], Awaitable[bool]]) -> None:
    """Look when woken and every `poll_seconds`; at once again while there was something."""
    with gateway.hub.listening(WORK) as wake:
        while not gateway.stopping.is_set():
            wake.clear()
            busy = await _outlived(look)
            if not busy:
                await pause(wake, gateway.settings.poll_seconds)


async def now_and_then(gateway: Gateway, chore: Callable[[], Awaitable[object]], seconds: float) -> None:
    """Do a chore about that often, never in step with other processes."""
    with gateway.hub.listening(CHORES) as wake:
        while not gateway.stopping.is_set():
            await pause(wake, seconds * gateway.dice.uniform(0.5, 1.0))
            if not gateway.stopping.is_set():
                await _outlived(chore)


async def _outlived(chore: Callable[[], Awaitable[object]]) -> bool:
    try:
        return bool(await chore())
    except Exception:  # the database may be away for a while
        log.exception("chore_failed", chore=getattr(chore, "__qualname__", "chore"))
        return False
