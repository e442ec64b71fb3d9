"""A fresh database for each test: SQLite in a folder, or PostgreSQL where TEST_DATABASE_URL names one."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from shop.database import Database
from shop.models import Base


@pytest.fixture
def now() -> datetime:
    """The moment at which everything in a test happens."""
    return datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database with all tables of the shop."""
    database = Database(os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{tmp_path}/shop.db")
    async with database.transaction() as session:
        connection = await session.connection()
        if not database.is_sqlite:
            await session.execute(text("DROP SCHEMA public CASCADE"))
            await session.execute(text("CREATE SCHEMA public"))
        await connection.run_sync(Base.metadata.create_all)
    yield database
    await database.dispose()
