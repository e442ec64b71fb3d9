"""Checks of the lock store against the Redis named on the command line; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

import asyncio
import sys
import time

from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig
from serving import lock_store
from serving.lock_store import RedisLeaseLockStore

lock_store.LEASE_SECONDS = 1.0
lock_store.RENEW_SECONDS = 0.2


def store(url: str) -> RedisLeaseLockStore:
    """A lock store as one server has it."""
    return RedisLeaseLockStore(EndpointConfig(url))


async def take_turns(url: str) -> None:
    """Twenty turns of one conversation on two servers."""
    inside: list[int] = []

    async def turn(each: RedisLeaseLockStore) -> None:
        async with each.lock("conversation", wait_time_in_seconds=0.01):
            inside.append(1)
            assert len(inside) == 1
            await asyncio.sleep(0.01)
            inside.pop()

    both = store(url), store(url)
    await asyncio.gather(*(turn(both[number % 2]) for number in range(20)))
    print("never two at once")


async def outlive_the_lease(url: str) -> None:
    """A turn longer than the lease keeps its lock, and then lets go of it at once."""
    async with store(url).lock("long"):
        await asyncio.sleep(1.6)
        try:
            async with store(url).lock("long", lock_lifetime=0.1):
                raise AssertionError("two held one lock")
        except LockError:
            print("renewed while held")
    async with store(url).lock("long", lock_lifetime=0.1):
        print("free when released")


async def die(url: str) -> None:
    """A holder that never releases: its renewing stops as in a killed process."""
    await store(url)._redis.set("rasa:lock:dead", "somebody", px=1000)
    began = time.monotonic()
    async with store(url).lock("dead"):
        assert time.monotonic() - began < 1.5
        print("free after the death of its holder")


async def lose_redis() -> None:
    """Without Redis no turn is begun."""
    try:
        async with store("redis://127.0.0.1:1/0").lock("any"):
            raise AssertionError("a lock without a store")
    except LockError:
        print("an error without Redis")


async def main(url: str) -> None:
    """All checks."""
    await take_turns(url)
    await outlive_the_lease(url)
    await die(url)
    await lose_redis()


asyncio.run(main(sys.argv[1]))
