"""How often an address or a conversation may do what; shared through Redis if there is one."""

import math
import time
from collections.abc import Callable

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool

from gateway.errors import TooMany
from gateway.settings import Settings

log = structlog.get_logger(__name__)
NAMES = ("conversations", "messages", "uploads", "files", "conversation_messages", "conversation_uploads")
REDIS_SECONDS = 1.0
ALONE_SECONDS = 5.0


class Limiter:
    """Counts in a sliding window; when Redis is away each process counts for itself for a while."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """Limits as set; a limit that can't be read is an error here. `clock` tells seconds since 1970."""
        self._items: dict[str, RateLimitItem] = {name: parse(settings.limit(name)) for name in NAMES}
        self._clock, self._alone_until = clock, 0.0
        self._local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._pool = _pool(settings.redis_url) if settings.redis_url else None
        self._shared = _shared(settings.redis_url or "", self._pool) if self._pool else None

    async def count(self, name: str, who: str | None) -> None:
        """Count one more; TooMany when that is over the limit."""
        item, key = self._items[name], (name, who or "unknown")
        limiter = self._shared if self._shared and self._clock() >= self._alone_until else self._local
        try:
            wait = await self._over(limiter, item, key)
        except Exception as error:  # a limit must never be the reason that nobody is served
            if limiter is self._local:
                raise
            log.warning("limits_not_shared", error=type(error).__name__)
            self._alone_until = self._clock() + ALONE_SECONDS
            wait = await self._over(self._local, item, key)
        if wait is not None:
            raise TooMany(math.ceil(wait))

    async def _over(
        self, limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, key: tuple[str, str]
    ) -> float | None:
        """Seconds until it is worth trying again; None when it is allowed, and counted."""
        if await limiter.hit(item, *key):
            return None
        return (await limiter.get_window_stats(item, *key)).reset_time - self._clock()

    async def close(self) -> None:
        """Let go of Redis."""
        if self._pool is not None:
            await self._pool.disconnect()


def _pool(url: str) -> ConnectionPool:
    return ConnectionPool.from_url(url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS)


def _shared(url: str, pool: ConnectionPool) -> SlidingWindowCounterRateLimiter:
    options = {"connection_pool": pool, "key_prefix": "gateway:limits"}
    storage = RedisStorage(f"async+{url}", implementation="redispy", **options)  # type: ignore[arg-type]
    return SlidingWindowCounterRateLimiter(storage)
