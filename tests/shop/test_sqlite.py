"""SQLite's thread gets only what may wait, and only from the aiosqlite that was looked into."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text

from shop import sqlite
from shop.database import Database
from shop.sqlite import ForeignAiosqliteError, connect


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What is handed to the thread."""
    seen: list[str] = []
    execute = aiosqlite.Connection._execute

    async def noting(connection: Any, call: Any, *arguments: Any, **keywords: Any) -> Any:
        made = getattr(call, "_call", call)
        seen.append(" ".join(str(each) for each in (getattr(made, "func", made).__name__, *made.args[:1])))
        return await execute(connection, call, *arguments, **keywords)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", noting)
    yield seen


async def test_of_a_transaction_the_thread_gets_its_begin_and_its_commit(
    tmp_path: Path, handed: list[str]
) -> None:
    database = Database(f"sqlite:///{tmp_path}/a.db")
    async with database.transaction() as session:
        await session.execute(text("CREATE TABLE a (x INTEGER)"))
    handed.clear()
    async with database.transaction() as session:
        for number in range(10):
            await session.execute(text("INSERT INTO a VALUES (:x)"), {"x": number})
        assert len((await session.execute(text("SELECT x FROM a"))).all()) == 10
    async with database.session() as session:
        await session.execute(text("SELECT x FROM a"))
    await database.dispose()
    assert [each for each in handed if each != "close"] == ["execute BEGIN IMMEDIATE", "commit"]


def test_another_aiosqlite_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WRITTEN_FOR", "0" * 64)
    sqlite._require_known.cache_clear()
    with pytest.raises(ForeignAiosqliteError, match=r"not of aiosqlite 0\.22\.1, which shop/sqlite\.py"):
        connect(":memory:")
    monkeypatch.undo()
    sqlite._require_known.cache_clear()
    assert isinstance(connect(":memory:"), aiosqlite.Connection)
