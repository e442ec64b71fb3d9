"""How often an address or a conversation may do what; shared through Redis if there is one."""

import math
import time

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter

from gateway.errors import TooMany
from gateway.settings import Settings

log = structlog.get_logger(__name__)
NAMES = ("conversations", "messages", "uploads", "files", "conversation_messages", "conversation_uploads")


class Limiter:
    """Counts in a moving window; when Redis is away each process counts for itself."""

    def __init__(self, settings: Settings) -> None:
        """Limits as set; a limit that can't be read is an error here."""
        self._items: dict[str, RateLimitItem] = {name: parse(settings.limit(name)) for name in NAMES}
        self._local = MovingWindowRateLimiter(MemoryStorage())
        shared = _redis(settings.redis_url) if settings.redis_url else None
        self._shared = MovingWindowRateLimiter(shared) if shared else None

    async def count(self, name: str, who: str | None) -> None:
        """Count one more; TooMany when that is over the limit."""
        item, key = self._items[name], (name, who or "unknown")
        limiter = self._shared or self._local
        try:
            allowed = await limiter.hit(item, *key)
            reset = (await limiter.get_window_stats(item, *key)).reset_time if not allowed else 0.0
        except Exception as error:  # a limit must never be the reason that nobody is served
            if self._shared is None:
                raise
            log.warning("limits_not_shared", error=type(error).__name__)
            allowed, reset = await self._local.hit(item, *key), time.time() + 1
        if not allowed:
            raise TooMany(math.ceil(reset - time.time()))


def _redis(url: str) -> Storage:
    return RedisStorage(f"async+{url}", implementation="redispy", key_prefix="gateway:limits")
