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
from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text
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
    assert migrate(url)[0] == "0001"
    assert migrate(url) == []
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


CONTACTS = {
    # as they were kept: e-mail, its key then, the phone's key then; and the keys now
    1: ("ⓐ@example.com", "a@example.com", "+553188888888", "ⓐ@example.com", "+5531988888888"),
    2: ("Straße@Example.com", "strasse@example.com", "+5215512345678", "straße@example.com", "+525512345678"),
    3: ("A@example.com", "a@example.com", "+5491123456789", "a@example.com", "+541123456789"),
    4: (None, None, "+254700000001", None, "+254700000001"),
}


def test_contacts_that_are_kept_get_the_keys_they_are_compared_by_now(url: str) -> None:
    async def keep(session: AsyncSession) -> None:
        await session.execute(text("INSERT INTO stores (id, slug) VALUES (1, 'alpha')"))
        for row, (email, email_key, phone_key, *_) in CONTACTS.items():
            values = {
                "id": row,
                "digest": f"digest {row}",
                "email": email,
                "email_key": email_key,
                "phone_key": phone_key,
            }
            await session.execute(
                text(
                    "INSERT INTO customers (id, store_id, digest, email, email_key, phone_key) "
                    "VALUES (:id, 1, :digest, :email, :email_key, :phone_key)"
                ),
                values,
            )

    async def kept(session: AsyncSession) -> list[Any]:
        rows = await session.execute(text("SELECT id, email_key, phone_key FROM customers ORDER BY id"))
        return [tuple(row) for row in rows]

    command.upgrade(alembic_config(url), "0004")
    run(url, keep)
    migrate(url)
    assert run(url, kept) == [(row, *after) for row, (_, _, _, *after) in CONTACTS.items()]


async def reflected(session: AsyncSession, *names: str) -> list[Table]:
    """Tables as they stand in the database."""
    found = MetaData()
    await (await session.connection()).run_sync(lambda connection: found.reflect(connection, only=names))
    return [found.tables[name] for name in names]


def test_a_conversation_keeps_its_address_as_its_only_network_and_loses_no_message(url: str) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    talk = {
        "store": "s",
        "channel": "web",
        "state": "bot",
        "state_since": at,
        "last_seq": 1,
        "noticed": False,
    }
    entry = {"channel": "web", "external_id": "m", "text": "hi", "attachments": [], "state": "waiting"}
    counts = dict.fromkeys(("attempts", "failures", "silences"), 0)

    async def keep(session: AsyncSession) -> None:
        talks, inbox = await reflected(session, "conversations", "inbox")
        for id_, address in (("a", "9f86"), ("b", None)):
            row = {**talk, "id": id_, "address": address, "created_at": at, "last_at": at}
            await session.execute(talks.insert().values(row))
            entries = {**entry, **counts, "conversation_id": id_, "received_at": at, "not_before": at}
            await session.execute(inbox.insert().values(entries))

    async def kept(session: AsyncSession) -> list[Any]:
        talks, inbox = await reflected(session, "conversations", "inbox")
        rows = await session.execute(select(talks.c.id, talks.c.networks).order_by(talks.c.id))
        left = await session.scalar(select(func.count()).select_from(inbox))
        return [*map(tuple, rows), left]

    command.upgrade(alembic_config(url), "0006")
    run(url, keep)
    migrate(url)
    assert run(url, kept) == [("a", ["9f86"]), ("b", []), 2]
