"""SQLite for asyncio without a change of thread for every step of a statement.

aiosqlite hands each call, from opening a cursor to closing it, to a thread: a hundred hand-overs for one turn
of a conversation, which cost more than what SQLite does. Here only what may wait for a lock or for the disk
goes there; the rest takes microseconds and is done where it is asked for. This goes into aiosqlite's own
parts (docs/adr/0015), so another aiosqlite than the one it was written for is refused.
"""

import hashlib
import sqlite3
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import aiosqlite
import aiosqlite.core

WRITTEN_FOR = "7976abec1c6bd69433dd54a1083d2deb31a9a7f6f0c2f16d57355dcd2da8a482"  # core.py of 0.22.1
QUICK = ("SELECT", "INSERT", "UPDATE", "DELETE")
WAITING = frozenset({"commit", "backup", "executescript"})


class ForeignAiosqliteError(RuntimeError):
    """Another aiosqlite than the one that `QuickConnection` was written for."""


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
    _require_known(aiosqlite.core.__file__)
    options["check_same_thread"] = False
    connection = QuickConnection(partial(sqlite3.connect, database, **options), iter_chunk_size=64)
    connection._thread.daemon = True
    return connection


@cache
def _require_known(file: str) -> None:
    found = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    if found != WRITTEN_FOR:
        raise ForeignAiosqliteError(
            f"{file} is not of aiosqlite 0.22.1, which shop/sqlite.py was written for: install that one, "
            "or read whether QuickConnection still holds and note the new hash there"
        )
