"""What a shopper's message looks up costs the same with a thousand orders and with a million."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession

from shop.cases import cases_of, find_case
from shop.database import Database
from shop.errors import UnknownCase
from shop.identity import Identity, identify, own_order
from shop.orders import find_order, orders_of
from tests.shop.conftest import Load
from tests.shop.records import order_data

BROAD = {"orders", "customers", "cases", "items", "shipments", "shipment_events", "identity_attempts"}


@contextmanager
def watched(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is sent meanwhile, with its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(
        _connection: Connection, _cursor: object, statement: str, parameters: Any, *_rest: object
    ) -> None:
        if statement.lstrip().startswith("SELECT"):
            seen.append((statement, parameters))

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


async def plan(database: Database, statement: str, parameters: Any) -> list[str]:
    async with database.session() as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[3] for row in rows]


async def _identify(session: AsyncSession, number: str, now: datetime) -> None:
    await identify(
        session,
        store="alpha",
        number=number,
        contact="a@example.com",
        conversation="c",
        networks=["d", "e", "f"],
        now=now,
    )


async def _find_case(session: AsyncSession) -> None:
    with pytest.raises(UnknownCase):
        await find_case(session, "alpha", "R-2")


LOOKUPS: dict[str, Callable[[AsyncSession, datetime], Awaitable[object]]] = {
    "identify by number": lambda session, now: _identify(session, "KM-1001", now),
    "identify by digits": lambda session, now: _identify(session, "1001", now),
    "identify nobody": lambda session, now: _identify(session, "KM-9", now),
    "order": lambda session, now: find_order(session, "alpha", "KM-1001"),
    "own order by number": lambda session, now: own_order(
        session, "alpha", "KM-1001", Identity("a@example.com", "+254700000001")
    ),
    "own orders": lambda session, now: orders_of(session, "alpha", "a@example.com", "+254700000001"),
    "cases": lambda session, now: cases_of(session, 1),
    "case": lambda session, now: _find_case(session),
}


@pytest.mark.parametrize("name", LOOKUPS)
async def test_no_lookup_reads_a_whole_table_or_store(
    load: Load, database: Database, now: datetime, name: str
) -> None:
    if not database.is_sqlite:
        pytest.skip("plans are read from SQLite")
    await load(order_data())
    with watched(database) as statements:
        async with database.transaction() as session:
            await LOOKUPS[name](session, now)
    steps = [step for statement in statements for step in await plan(database, *statement)]
    assert steps
    assert [step for step in steps if step.startswith("SCAN") and step.split()[1] in BROAD] == []
    assert [step for step in steps if step.endswith("(store_id=?)")] == []


async def test_an_order_is_loaded_whole_in_one_round_trip(load: Load, database: Database) -> None:
    await load(order_data())
    with watched(database) as statements:
        async with database.session() as session:
            order = await find_order(session, "alpha", "KM-1001")
    assert len(statements) == 1
    assert (len(order.items), len(order.shipments[0].events)) == (2, 2)
