"""SQLite for asyncio without a change of thread for every step of a statement.

aiosqlite hands each call, from opening a cursor to closing it, to a thread: a hundred hand-overs for one turn
of a conversation, which cost more than what SQLite does. Here only what may wait for a lock or for the disk
goes there; the rest takes microseconds and is done where it is asked for.
"""

import sqlite3
from collections.abc import Callable
from functools import partial
from typing import Any

import aiosqlite

QUICK = ("SELECT", "INSERT", "UPDATE", "DELETE")
WAITING = frozenset({"commit", "backup", "executescript"})


class Handed:
    """A call that was handed to the thread, and whether it has been made; the thread makes them in order."""

    def __init__(self, call: Callable[[], Any]) -> None:
        """It is made when this is called."""
        self._call, self.is_made = call, False

    def __call__(self) -> Any:
        """Make it."""
        try:
            return self._call()
        finally:
            self.is_made = True


class QuickConnection(aiosqlite.Connection):
    """A connection whose thread does what may wait: BEGIN IMMEDIATE, COMMIT and all that isn't known."""

    _last: Handed | None = None

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do it here, or in the thread; never here while the thread still works on this connection."""
        if (self._last is None or self._last.is_made) and _is_quick(fn, args):
            if not self._running or not self._connection:
                raise ValueError("Connection closed")
            return fn(*args, **kwargs)
        self._last = Handed(partial(fn, *args, **kwargs))
        return await super()._execute(self._last)  # type: ignore[no-untyped-call]


def _is_quick(fn: Callable[..., Any], args: tuple[Any, ...]) -> bool:
    name = getattr(fn, "__name__", "")
    if name in {"execute", "executemany"}:
        return str(args[0]).startswith(QUICK) or args[0] == "BEGIN"
    return name not in WAITING


def connect(database: str, **options: Any) -> QuickConnection:
    """As `aiosqlite.connect`, for SQLAlchemy's `async_creator_fn`; the thread is no reason to stay alive."""
    options["check_same_thread"] = False
    connection = QuickConnection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection
