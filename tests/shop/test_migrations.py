"""The migrations make the tables that the code expects, in one line of history."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from shop import audit
from shop.database import Database
from shop.migrating import alembic_config, migrate
from shop.models import Base
from tests.servers import Servers


def run(url: str, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
    """Do `work` in one transaction of its own loop."""

    async def whole() -> Any:
        database = Database(url)
        try:
            async with database.transaction() as session:
                return await work(session)
        finally:
            await database.dispose()

    return asyncio.run(whole())


@pytest.fixture
def url(database_kind: str, servers: Servers, tmp_path: Path) -> str:
    """A database without any table."""
    if database_kind == "postgresql":
        return servers.postgres(f"empty_{uuid4().hex}")
    return f"sqlite:///{tmp_path}/migrated.db"


def differences(connection: Connection) -> list[Any]:
    """How the shop's tables differ from its models."""
    ours = set(Base.metadata.tables)
    options = {"include_name": lambda name, kind, _: kind != "table" or name in ours, "compare_type": False}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata))


async def on_connection(session: AsyncSession, work: Callable[[Connection], Any]) -> Any:
    return await (await session.connection()).run_sync(work)


def test_the_history_is_one_line(url: str) -> None:
    script = ScriptDirectory.from_config(alembic_config(url))
    assert len(script.get_heads()) == len(script.get_bases()) == 1
    assert not any(revision.is_merge_point for revision in script.walk_revisions())


def test_migrated_tables_are_those_of_the_models(url: str) -> None:
    migrate(url)
    migrate(url)
    assert run(url, lambda session: on_connection(session, differences)) == []


def test_all_that_was_made_can_be_unmade(url: str) -> None:
    migrate(url)
    command.downgrade(alembic_config(url), "base")
    names = run(
        url, lambda session: on_connection(session, lambda connection: inspect(connection).get_table_names())
    )
    assert names == ["alembic_version"]
    migrate(url)


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_the_audit_can_only_be_added_to(url: str, change: str) -> None:
    async def add(session: AsyncSession) -> None:
        audit.record(session, who="agent", what="looked", now=datetime(2026, 1, 1, tzinfo=UTC), order="KM-1")

    migrate(url)
    run(url, add)
    with pytest.raises(DBAPIError, match="append-only"):
        run(url, lambda session: session.execute(text(change)))
