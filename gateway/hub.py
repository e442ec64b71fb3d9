"""Who is woken when something changes: waiting requests, event streams and workers, here and elsewhere.

A lost wake-up costs a moment, never a message: everybody who waits also looks by the clock.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis.asyncio as redis
import structlog
from redis.exceptions import RedisError

CHANNEL = "gateway:changed"
WORK = "work"
RECONNECT_SECONDS = 1.0
SEND_SECONDS = 2.0
log = structlog.get_logger(__name__)


def typing_in(conversation_id: str) -> str:
    """The topic of a conversation that only event streams care for: a message came in."""
    return f"typing:{conversation_id}"


class Hub:
    """Wake-ups by topic: a conversation's id, or WORK."""

    def __init__(self, client: "redis.Redis | None" = None) -> None:
        """With a Redis client wake-ups also reach and come from other processes."""
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self._redis = client
        self._outgoing: asyncio.Queue[str] = asyncio.Queue(maxsize=10_000)
        self._tasks: list[asyncio.Task[None]] = []

    @contextmanager
    def listening(self, *topics: str) -> Iterator[asyncio.Event]:
        """An event that is set at every change of the topics; clear it before looking."""
        event = asyncio.Event()
        for topic in topics:
            self._listeners[topic].add(event)
        try:
            yield event
        finally:
            for topic in topics:
                self._listeners[topic].discard(event)
                if not self._listeners[topic]:
                    del self._listeners[topic]

    def wake(self, *topics: str) -> None:
        """Tell everybody who listens to these topics, in every process."""
        for topic in topics:
            self._wake_here(topic)
            if self._redis is not None:
                with suppress(asyncio.QueueFull):
                    self._outgoing.put_nowait(topic)

    def _wake_here(self, topic: str) -> None:
        for event in self._listeners.get(topic, ()):
            event.set()

    def wake_all(self) -> None:
        """Make everybody look again, as before stopping."""
        for topic in list(self._listeners):
            self._wake_here(topic)

    def start(self) -> None:
        """Begin to exchange wake-ups with other processes, if there is a Redis."""
        if self._redis is not None:
            self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._receive())]

    async def stop(self) -> None:
        """End the exchange."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def _send(self) -> None:
        assert self._redis is not None  # noqa: S101 (start() saw to it)
        while True:
            topic = await self._outgoing.get()
            try:
                async with asyncio.timeout(SEND_SECONDS):
                    await self._redis.publish(CHANNEL, topic)
            except (RedisError, OSError) as error:
                log.warning("wake_up_not_sent", error=type(error).__name__)
                await asyncio.sleep(RECONNECT_SECONDS)

    async def _receive(self) -> None:
        assert self._redis is not None  # noqa: S101 (start() saw to it)
        while True:
            try:
                async with self._redis.pubsub(ignore_subscribe_messages=True) as subscription:
                    await subscription.subscribe(CHANNEL)
                    async for message in subscription.listen():
                        self._wake_here(_decoded(message["data"]))
            except (RedisError, OSError) as error:
                log.warning("wake_ups_not_received", error=type(error).__name__)
            await asyncio.sleep(RECONNECT_SECONDS)


def _decoded(data: object) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)


async def pause(event: asyncio.Event, seconds: float) -> bool:
    """Wait for the event, at most so long; True when it came."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
