"""Many at once end as one after the other would."""

import asyncio
from datetime import datetime

from shop.cases import all_cases, open_case
from shop.claims import Claimed
from shop.database import Database
from shop.errors import OverClaimed, StaleOrder
from shop.identity import Locked, NotIdentified, identify
from shop.orders import find_order
from tests.shop.conftest import Load
from tests.shop.records import order_data, pending_data

ELIGIBLE = '{"outcome": "eligible"}'


async def test_of_cancellations_at_once_one_cancels(load: Load, database: Database, now: datetime) -> None:
    await load(pending_data())

    async def cancel(key: str) -> str:
        async with database.transaction() as session:
            order = await find_order(session, "alpha", "KM-1002")
            opened = await open_case(
                session, key=key, order_id=order.id, kind="cancel", conversation="c", now=now,
                decision=ELIGIBLE, seen_status="pending",
            )  # fmt: skip
        return opened.case.number

    results = await asyncio.gather(*(cancel(f"k{n % 3}") for n in range(12)), return_exceptions=True)
    assert {type(result) for result in results} == {str, StaleOrder}
    async with database.session() as session:
        (case,) = await all_cases(session)
    assert {result for result in results if isinstance(result, str)} == {case.number}


async def test_claims_at_once_never_take_more_than_was_ordered(
    load: Load, database: Database, now: datetime
) -> None:
    await load(order_data())

    async def claim(key: int) -> None:
        async with database.transaction() as session:
            order = await find_order(session, "alpha", "KM-1001")
            await open_case(
                session, key=f"k{key}", order_id=order.id, kind="return", conversation="c", now=now,
                decision=ELIGIBLE, items=[Claimed("KET-BLUE", 1)],
            )  # fmt: skip

    results = await asyncio.gather(*(claim(n) for n in range(10)), return_exceptions=True)
    assert [type(result) for result in results].count(OverClaimed) == 8
    async with database.session() as session:
        assert len(await all_cases(session)) == 2


async def test_guesses_at_once_are_all_counted(load: Load, database: Database, now: datetime) -> None:
    await load(order_data())

    async def guess(number: int) -> object:
        async with database.transaction() as session:
            return await identify(
                session, store="alpha", number="KM-1001", contact=f"{number}@example.com",
                conversation=f"c{number}", networks=["one"], now=now,
            )  # fmt: skip

    results = await asyncio.gather(*(guess(n) for n in range(12)))
    assert [type(result) for result in results].count(NotIdentified) == 4
    assert [type(result) for result in results].count(Locked) == 8


async def test_a_reader_is_not_kept_waiting_by_a_writer(load: Load, database: Database) -> None:
    await load(order_data())
    async with database.transaction() as writer:
        order = await find_order(writer, "alpha", "KM-1001")
        order.status = "completed"
        await writer.flush()
        async with database.session() as reader:
            assert (await find_order(reader, "alpha", "KM-1001")).status == "delivered"


async def test_what_a_reader_does_is_not_kept(load: Load, database: Database) -> None:
    await load(order_data())
    async with database.session() as reader:
        (await find_order(reader, "alpha", "KM-1001")).status = "completed"
    async with database.session() as reader:
        assert (await find_order(reader, "alpha", "KM-1001")).status == "delivered"
