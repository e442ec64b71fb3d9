"""A fresh database for each test: SQLite in a folder, or PostgreSQL where TEST_DATABASE_URL names one."""

import asyncio
import functools
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from shop.database import Database
from shop.identity import Outcome, identify
from shop.importing import ImportReport, import_orders
from shop.models import Base
from shop.parsing import check_orders
from tests.servers import Servers

Load = Callable[..., Awaitable[ImportReport]]
Try = Callable[..., Awaitable[Outcome]]


@pytest.fixture
def now() -> datetime:
    """The moment at which everything in a test happens."""
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables of the shop, to be copied."""
    file = tmp_path_factory.mktemp("template") / "empty.db"
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def postgres(servers: Servers) -> Callable[[], str]:
    """The URL of a database on PostgreSQL with all tables of the shop, made when it is first asked for."""

    @functools.cache
    def made() -> str:
        url = servers.postgres("shop")
        asyncio.run(make_tables(url))
        return url

    return made


async def make_tables(url: str) -> None:
    """Make the shop's tables."""
    database = Database(url)
    async with database.transaction() as session:
        await (await session.connection()).run_sync(Base.metadata.create_all)
    await database.dispose()


@pytest.fixture
def url(database_kind: str, postgres: Callable[[], str], empty_file: Path, tmp_path: Path) -> str:
    """A database with all tables of the shop; on PostgreSQL what an earlier test left is still in it."""
    if database_kind == "postgresql":
        return postgres()
    return f"sqlite:///{shutil.copy(empty_file, tmp_path / 'shop.db')}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An empty database with all tables of the shop."""
    database = Database(url)
    if not database.is_sqlite:
        async with database.transaction() as session:
            tables = ", ".join(Base.metadata.tables)
            await session.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))
    yield database
    await database.dispose()


@pytest.fixture
def load(database: Database, now: datetime) -> Load:
    """Import these records and return the report."""

    async def load_records(*records: dict[str, Any], at: datetime = now) -> ImportReport:
        async with database.transaction() as session:
            return await import_orders(session, check_orders({"orders": list(records)}), at)

    return load_records


@pytest.fixture
def attempt(database: Database, now: datetime) -> Try:
    """One try of somebody in the store alpha to show that they bought an order."""

    async def attempt_once(
        number: str = "KM-1001", contact: str = "a@example.com", **changes: Any
    ) -> Outcome:
        case = {"store": "alpha", "conversation": "c1", "networks": ["addr1"], "now": now} | changes
        async with database.transaction() as session:
            return await identify(session, number=number, contact=contact, **case)

    return attempt_once
