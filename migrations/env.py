"""Alembic's entry: the tables of the shop and, where installed, of the gateway; one history for both."""

import asyncio
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

from alembic import context
from sqlalchemy import Connection, MetaData, func, select
from sqlalchemy.types import TypeDecorator

from shop.database import Database
from shop.models import Base
from shop.models.base import NAMES
from shop.settings import ShopSettings

MIGRATING = 7346001


def all_tables() -> MetaData:
    """The tables of every package that has some here."""
    found = [Base.metadata]
    if find_spec("gateway") and find_spec("gateway.models"):
        found.append(import_module("gateway.models").Base.metadata)
    together = MetaData(naming_convention=NAMES)
    for metadata in found:
        for table in metadata.sorted_tables:
            table.to_metadata(together)
    return together


def plain_type(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Own column types as what they are in the database, so that old migrations need no code of today's."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run(connection: Connection) -> None:
    """Apply the migrations in one transaction."""
    applied: list[str] = context.config.attributes.get("applied", [])
    context.configure(
        connection=connection,
        target_metadata=all_tables(),
        render_item=plain_type,
        on_version_apply=lambda *, step, **_: applied.append(step.up_revision_id),
    )
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))  # of two at once, one waits
    with context.begin_transaction():
        context.run_migrations()


async def main() -> None:
    """Connect as the shop does and hold the writer's lock meanwhile."""
    url = context.config.attributes.get("url") or ShopSettings().database_url
    database = Database(url)
    try:
        async with database.transaction() as session:
            await (await session.connection()).run_sync(run)
    finally:
        await database.dispose()


asyncio.run(main())
