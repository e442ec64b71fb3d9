"""The shop's database as the gateway uses it: its own writers queue on SQLite."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Database


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
