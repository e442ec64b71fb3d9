"""The turns that this process has under way: at most so many, one for each conversation."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from gateway.inbound import Turn

Converse = Callable[[Turn], Coroutine[Any, Any, None]]
Begin = Callable[[Turn], None]


class Slots:
    """Conversations that a turn is under way in here, or about to be.

    While the worker has nothing else to do it offers what is free: whoever accepts a message may then take
    its turn at once, in the same transaction. While others wait nobody may overtake them.
    """

    def __init__(self, most: int) -> None:
        """Nothing is under way, and nothing offered."""
        self._most, self._under_way = most, dict[str, asyncio.Task[None] | None]()
        self._offer: Converse | None = None
        self._closed, self._left = False, asyncio.Event()
        self.on_freed: Callable[[], object] = lambda: None

    @property
    def free(self) -> int:
        """How many more turns may begin."""
        return self._most - len(self._under_way)

    @property
    def held(self) -> list[str]:
        """The conversations that have a turn here."""
        return list(self._under_way)

    def offer(self, converse: Converse | None) -> None:
        """Let those who accept messages begin turns with `converse`; None: no longer."""
        self._offer = converse

    @contextmanager
    def reserved(self, conversation: str) -> Iterator[Begin | None]:
        """What begins a turn of that conversation, if one may; unless it is called the slot is free again."""
        if self._offer is None or self.free <= 0 or conversation in self._under_way:
            yield None
            return
        self._under_way[conversation] = None
        try:
            yield partial(self.begin, converse=self._offer)
        finally:
            if self._under_way.get(conversation) is None:
                self._leave(conversation)

    def begin(self, turn: Turn, converse: Converse) -> None:
        """Have a turn answered; after `close` its lease is left to end."""
        if not self._closed:
            self._under_way[turn.conversation] = asyncio.create_task(self._run(turn, converse))

    async def _run(self, turn: Turn, converse: Converse) -> None:
        try:
            await converse(turn)
        finally:
            self._leave(turn.conversation)

    def _leave(self, conversation: str) -> None:
        was_full = self.free <= 0
        self._under_way.pop(conversation, None)
        self._left.set()
        if was_full:
            self.on_freed()

    async def close(self, seconds: float) -> None:
        """Let what is under way end, at most so long; then cancel it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._under_way:
                    self._left.clear()
                    await self._left.wait()
        self.cancel()
        await asyncio.gather(*filter(None, self._under_way.values()), return_exceptions=True)

    def cancel(self) -> None:
        """End it now; nothing begins any more."""
        self._closed, self._offer = True, None
        for task in filter(None, self._under_way.values()):
            task.cancel()
