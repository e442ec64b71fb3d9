"""One turn at a time in a conversation, however many Rasa servers there are."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

LEASE_SECONDS = 6.0
RENEW_SECONDS = 2.0
SOCKET_SECONDS = 2.0


class RedisLeaseLockStore(LockStore):
    """A lock in Redis that its holder renews: a killed server's lock is free after `LEASE_SECONDS`.

    Rasa's own Redis lock store lets two servers draw the same ticket, and keeps the conversations of a
    killed server locked for a minute.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        """`url` of the configuration is a Redis URL; nothing is connected yet."""
        self._redis = Redis.from_url(
            endpoint_config.url, socket_timeout=SOCKET_SECONDS, socket_connect_timeout=SOCKET_SECONDS
        )

    @contextlib.asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 0.1,
    ) -> AsyncIterator[TicketLock]:
        """Hold the conversation's lock; LockError if it isn't free within `lock_lifetime` seconds."""
        name = f"rasa:lock:{conversation_id}"
        lock = Lock(self._redis, name, timeout=LEASE_SECONDS, sleep=wait_time_in_seconds, thread_local=False)
        try:
            held = await lock.acquire(blocking_timeout=lock_lifetime)
        except RedisError as error:
            raise LockError("the lock store can't be reached") from error
        if not held:
            raise LockError(f"conversation {conversation_id} is busy")
        renewing = asyncio.create_task(_renew(lock))
        try:
            yield TicketLock(conversation_id)
        finally:
            renewing.cancel()
            await asyncio.shield(_release(lock))


async def _renew(lock: Lock) -> None:
    while True:
        await asyncio.sleep(RENEW_SECONDS)
        try:
            await lock.reacquire()
        except RedisError as error:
            logger.warning("a conversation's lock was not renewed: %s", type(error).__name__)


async def _release(lock: Lock) -> None:
    with contextlib.suppress(RedisError):  # it ends by itself
        await lock.release()
