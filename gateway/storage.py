"""The shop's database as the gateway uses it: its own writers queue on SQLite, and its absence is known."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from asyncpg import PostgresError  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Database

TROUBLE = (DBAPIError, NoFreeConnection, PostgresError, OSError)
OUR_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def is_outage(error: BaseException) -> bool:
    """Whether a store can't be reached or can't work now, so that the same may succeed later.

    While PostgreSQL is away its driver's own errors and the system's come through, not only SQLAlchemy's.
    """
    return isinstance(error, TROUBLE) and not isinstance(error, OUR_MISTAKES)


class QueuedDatabase(Database):
    """SQLite lets one write at a time and lets the others sleep and poll; a fair queue is quicker."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        """As the shop's; nothing is queued on PostgreSQL."""
        super().__init__(url, pool_size)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session to write with, when it is this writer's turn."""
        if not self.is_sqlite:
            async with super().transaction() as session:
                yield session
            return
        async with self._turn, super().transaction() as session:
            yield session
