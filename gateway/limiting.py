"""How often an address or a conversation may do what; shared through Redis if there is one."""

import math
import time
from collections.abc import Callable

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import ConnectionPool

from gateway.errors import TooMany
from gateway.settings import DEVELOPMENT_LIMITS, Settings
from gateway.window_counts import WindowCounts

log = structlog.get_logger(__name__)
HERE = frozenset({"requests"})  # asked of every request: counted in this process alone
REDIS_SECONDS = 1.0
ALONE_SECONDS = 5.0


class Limiter:
    """Counts in a sliding window; when Redis is away each process counts for itself for a while."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        """Limits as set; a limit that can't be read is an error here. `clock` tells seconds since 1970."""
        self._items: dict[str, RateLimitItem] = {
            name: parse(settings.limit(name)) for name in DEVELOPMENT_LIMITS
        }
        self._local = {
            name: WindowCounts(item.amount, item.get_expiry()) for name, item in self._items.items()
        }
        self._clock, self._alone_until = clock, 0.0
        self._pool = _pool(settings.redis_url) if settings.redis_url else None
        self._shared = _shared(settings.redis_url or "", self._pool) if self._pool else None

    async def count(self, name: str, who: str | None) -> None:
        """Count one more; TooMany when that is over the limit."""
        await self._ask(name, who or "unknown", counts=True)

    async def require_left(self, name: str, who: str | None) -> None:
        """TooMany when the limit is reached already; nothing is counted."""
        await self._ask(name, who or "unknown", counts=False)

    async def _ask(self, name: str, who: str, *, counts: bool) -> None:
        wait: float | None = None
        if self._shared is None or name in HERE or self._clock() < self._alone_until:
            wait = self._wait_here(name, who, counts=counts)
        else:
            try:
                wait = await self._wait_shared(self._shared, self._items[name], (name, who), counts=counts)
            except Exception as error:  # a limit must never be the reason that nobody is served
                log.warning("limits_not_shared", error=type(error).__name__)
                self._alone_until = self._clock() + ALONE_SECONDS
                wait = self._wait_here(name, who, counts=counts)
        if wait is not None:
            raise TooMany(math.ceil(wait))

    def _wait_here(self, name: str, who: str, *, counts: bool) -> float | None:
        """Seconds until it is worth trying again; None when it is allowed."""
        local, now = self._local[name], self._clock()
        if not local.is_free(who, now):
            return local.seconds_left(who, now)
        if counts:
            local.count(who, now)
        return None

    async def _wait_shared(
        self,
        limiter: SlidingWindowCounterRateLimiter,
        item: RateLimitItem,
        key: tuple[str, str],
        *,
        counts: bool,
    ) -> float | None:
        if await (limiter.hit(item, *key) if counts else limiter.test(item, *key)):
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
