"""A number of bytes that several share: whoever asks for more than are left waits for its turn."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Budget:
    """Served in the order in which it is asked, so that nobody large waits for ever."""

    def __init__(self, size: int) -> None:
        """All of it is left."""
        self.size = self.left = size
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @asynccontextmanager
    async def taken(self, amount: int) -> AsyncIterator[None]:
        """Wait until so much is left, and hold it; no more than `size` may be asked for."""
        if amount > self.size:
            raise ValueError("more than there ever is")
        await self._take(amount)
        try:
            yield
        finally:
            self._give(amount)

    async def _take(self, amount: int) -> None:
        if not self._waiting and amount <= self.left:
            self.left -= amount
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((amount, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # it was served at that very moment
                self._give(amount)
            else:
                self._waiting.remove((amount, turn))
                self._give(0)
            raise

    def _give(self, amount: int) -> None:
        self.left += amount
        while self._waiting and self._waiting[0][0] <= self.left:
            next_amount, turn = self._waiting.popleft()
            if not turn.cancelled():
                self.left -= next_amount
                turn.set_result(None)
