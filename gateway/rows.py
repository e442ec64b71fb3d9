"""Rows read and written past the session's unit of work, which costs a turn three times as much.

What is read here is a copy: `edited` writes back what was changed in it. Who holds the same row as the
session's own must refresh that.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import TypeVar

from sqlalchemy import Insert, RowMapping, Table, Update, bindparam, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import Base

Row = TypeVar("Row", bound=Base)


def table_of(kind: type[Base]) -> Table:
    """The table of a model, for statements that mean columns."""
    table = kind.__table__
    assert isinstance(table, Table)  # noqa: S101 (no model here is a join)
    return table


async def insert_now(session: AsyncSession, row: Base) -> None:
    """Insert a row and give it its number; what it refers to must have been flushed."""
    values = {name: value for name, value in vars(row).items() if not name.startswith("_")}
    with session.no_autoflush:
        row.id = await session.scalar(_insert(type(row)), values)  # type: ignore[attr-defined]


@asynccontextmanager
async def edited(session: AsyncSession, kind: type[Row], found: RowMapping) -> AsyncIterator[Row]:
    """A copy of a row, of which all columns were found; at the end of the block its changes are written."""
    row = kind(**found)
    yield row
    changed = {name: new for name, old in found.items() if (new := getattr(row, name)) != old}
    if changed:
        with session.no_autoflush:
            await session.execute(_update(kind), {"its_id": found["id"], **changed})


@cache
def _insert(kind: type[Base]) -> Insert:
    table = table_of(kind)
    return insert(table).returning(table.c.id)


@cache
def _update(kind: type[Base]) -> Update:
    table = table_of(kind)
    return update(table).where(table.c.id == bindparam("its_id"))
