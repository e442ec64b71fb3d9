"""Connections and transactions, for SQLite in one file and for PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ARRAY, URL, Connection, Text, cast, event, func, make_url, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from shop import sqlite

BUSY_MILLISECONDS = 15_000
CONNECT_SECONDS, COMMAND_SECONDS, POOL_SECONDS = 5, 30, 10  # PostgreSQL may be there and not answer
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


def async_url(url: str) -> URL:
    """The URL with the async driver of its database; an unknown database is left as written."""
    if "://" not in url:
        raise ValueError("DATABASE_URL is not a database URL")
    scheme, rest = url.split("://", 1)
    return make_url(f"{DRIVERS.get(scheme, scheme)}://{rest}")


class Database:
    """One engine, with `session()` to read and `transaction()` to write."""

    def __init__(self, url: str, pool_size: int = 10) -> None:
        """Connect lazily; a SQLite file's folder is made if it is missing."""
        self.url = async_url(url)
        self.engine = _engine(self.url, pool_size)
        self._read = async_sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        writer = self.engine.execution_options(writes=True)
        self._write = async_sessionmaker(writer, expire_on_commit=False)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def session(self) -> AsyncIterator[AsyncSession]:
        """A session to read with: one consistent view on SQLite; nothing done in it is kept."""
        async with self._read() as session:
            yield session

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A session to write with: commits at the end of the block, rolls back when it raises."""
        async with self._write() as session:
            await session.connection()
            yield session
            await session.commit()

    async def dispose(self) -> None:
        """Close all connections."""
        await self.engine.dispose()


async def one_at_a_time(session: AsyncSession, *names: str) -> None:
    """Until this `transaction()` ends, others that name one of these wait; SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    each = func.unnest(cast(sorted(set(names)), ARRAY(Text))).column_valued("name")
    # always in the same order, so that two never wait for each other
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(each, 0))))


def _engine(url: URL, pool_size: int) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            pool_timeout=POOL_SECONDS,
            connect_args={"timeout": CONNECT_SECONDS, "command_timeout": COMMAND_SECONDS},
        )
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    options = {"timeout": BUSY_MILLISECONDS / 1000, "async_creator_fn": sqlite.connect}
    engine = create_async_engine(url, connect_args=options, pool_use_lifo=True)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions by itself: _begin_sqlite does
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged change survives a power cut
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: waiting for it later could only end in 'database is locked'."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
