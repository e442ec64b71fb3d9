"""Whether the parts behind the gateway are well, asked of them once however many ask us."""

import asyncio
from collections.abc import Awaitable, Callable

Parts = dict[str, bool]


class Readiness:
    """The latest answer, kept for a moment: whoever asks meanwhile gets it, and nobody asks twice at once."""

    def __init__(self, tick: Callable[[], float], seconds: float) -> None:
        """`tick` is a monotonic clock; an answer is good for so many seconds."""
        self._tick, self._seconds = tick, seconds
        self._asking = asyncio.Lock()
        self._known: tuple[float, Parts] | None = None
        self.was_well = False  # ever: until then this process, or what is behind it, is starting

    async def of(self, ask: Callable[[], Awaitable[Parts]]) -> Parts:
        """How the parts are."""
        async with self._asking:
            if self._known is None or self._tick() - self._known[0] >= self._seconds:
                parts = await ask()
                self._known = self._tick(), parts
                self.was_well = self.was_well or all(parts.values())
            return self._known[1]
