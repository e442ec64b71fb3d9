"""Answers for requests that stay for them: handed over in memory where the turn was answered here."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakValueDictionary

from gateway.models import Message


@dataclass(frozen=True)
class Outcome:
    """The messages that answer an entry so far, and the conversation's state."""

    messages: Sequence[Message]
    state: str
    done: bool


class Awaited:
    """What is kept for as long as somebody waits for it, and no longer."""

    def __init__(self) -> None:
        """Nobody waits."""
        self._futures = WeakValueDictionary[tuple[str, int], asyncio.Future[Outcome]]()

    def outcome(self, conversation: str, entry: int) -> "asyncio.Future[Outcome]":
        """What becomes of an entry, if it is answered in this process while the caller holds this."""
        key = conversation, entry
        future = self._futures.get(key)
        if future is None:
            future = self._futures[key] = asyncio.get_running_loop().create_future()
        return future

    def give(self, conversation: str, entry: int, outcome: Outcome) -> None:
        """Tell those who wait; call it once what is told has been stored."""
        future = self._futures.get((conversation, entry))
        if future is not None and not future.done():
            future.set_result(outcome)
