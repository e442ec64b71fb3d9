"""Bytes of request bodies that are held in memory at once: so many of an address, so many of all together.

A body is read whole before its signature or its JSON can be looked at, so that anybody could have us hold as
many as they send. Uploads are not among them: they go to disk as they come, and `gateway.spool` counts them.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from starlette.types import Message, Receive

from gateway.errors import Problem, TooMany, TooSlow, Unavailable

AGAIN_SECONDS = 5
Count = Callable[[int], None]


class Bodies:
    """One per gateway."""

    def __init__(self, most: int, most_of_address: int) -> None:
        """Nothing is held."""
        self._most, self._most_of_address = most, most_of_address
        self._addresses: Counter[str] = Counter()

    @property
    def held(self) -> int:
        """Bytes held now."""
        return self._addresses.total()

    @contextmanager
    def of(self, address: str | None) -> Iterator[Count]:
        """Counts what arrives for one request until that is answered; TooMany or Unavailable when full."""
        where, mine = address or "unknown", 0

        def count(more: int) -> None:
            nonlocal mine
            if self._addresses[where] + more > self._most_of_address:
                raise TooMany(AGAIN_SECONDS)
            if self.held + more > self._most:
                raise Unavailable("Too much is arriving just now; please try again in a moment.")
            self._addresses[where] += more
            mine += more

        try:
            yield count
        finally:
            self._addresses[where] -= mine
            if not self._addresses[where]:
                del self._addresses[where]


class Body:
    """One request's body: it must arrive in time and find room, or a client that dribbles would hold both."""

    def __init__(self, receive: Receive, seconds: float, count: Count) -> None:
        """All of it within so many seconds from now on."""
        self._receive, self._count = receive, count
        self._ends, self._is_whole = asyncio.get_running_loop().time() + seconds, False
        self._problem: Problem | None = None

    @property
    def is_refused(self) -> bool:
        """Whether something was wrong that its sender has not been told; a framework calls it unreadable."""
        return self._problem is not None

    def problem(self) -> Problem:
        """What was wrong, to be told now."""
        assert self._problem is not None  # noqa: S101 (only asked for where it is refused)
        told, self._problem = self._problem, None
        return told

    async def receive(self) -> Message:
        """The next part, as an ASGI application asks for it."""
        if self._is_whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._ends):
                message = await self._receive()
            self._count(len(message.get("body", b"")))
        except TimeoutError:
            self._problem = TooSlow("The request took too long to arrive.")
            raise self._problem from None
        except Problem as problem:
            self._problem = problem
            raise
        self._is_whole = not message.get("more_body", False)
        return message
