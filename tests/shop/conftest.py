"""A fresh database for each test: SQLite in a folder, or PostgreSQL where TEST_DATABASE_URL names one."""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from shop.database import Database
from shop.importing import ImportReport, import_orders
from shop.models import Base
from shop.parsing import check_orders

Load = Callable[..., Awaitable[ImportReport]]


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


@pytest.fixture
async def database(tmp_path: Path, empty_file: Path) -> AsyncIterator[Database]:
    """An empty database with all tables of the shop."""
    shutil.copy(empty_file, tmp_path / "shop.db")
    database = Database(os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{tmp_path}/shop.db")
    if not database.is_sqlite:
        await make_anew(database)
    yield database
    await database.dispose()


async def make_anew(database: Database) -> None:
    """Drop all that an earlier test left on a server, and make the tables."""
    async with database.transaction() as session:
        await session.execute(text("DROP SCHEMA public CASCADE"))
        await session.execute(text("CREATE SCHEMA public"))
        await (await session.connection()).run_sync(Base.metadata.create_all)


@pytest.fixture
def load(database: Database, now: datetime) -> Load:
    """Import these records and return the report."""

    async def load_records(*records: dict[str, Any], at: datetime = now) -> ImportReport:
        async with database.transaction() as session:
            return await import_orders(session, check_orders({"orders": list(records)}), at)

    return load_records
