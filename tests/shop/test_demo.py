"""The demo orders are good records, and a case keeps the dates it was decided on."""

from datetime import datetime, timedelta

import pytest

from shop.cases import open_case
from shop.database import Database
from shop.demo import demo_records, load_demo
from shop.orders import find_order
from shop.records import OrderRecord


@pytest.mark.parametrize(
    "day", ["2026-11-23T12:00:00+00:00", "2028-02-29T23:59:59+00:00", "2027-01-01T00:00:00+14:00"]
)
def test_the_demo_is_valid_on_any_day(day: str) -> None:
    records = demo_records(datetime.fromisoformat(day))
    by_store = {record.store: 0 for record in records}
    for record in records:
        by_store[record.store] += 1
    assert len(by_store) == 5
    assert min(by_store.values()) >= 8


async def test_orders_with_cases_keep_their_dates(database: Database, now: datetime) -> None:
    async with database.transaction() as session:
        await load_demo(session, now)
        record = demo_records(now)[0]
        order = await find_order(session, record.store, record.number)
        await open_case(session, key="k", order_id=order.id, kind="missing", conversation="c", now=now)
    later = now + timedelta(days=9)
    async with database.transaction() as session:
        report = await load_demo(session, later)
        kept = await find_order(session, record.store, record.number)
        moved = await find_order(session, *_name(demo_records(now)[1]))
    assert report.added == 0
    assert kept.placed_at == record.placed_at
    assert moved.placed_at == demo_records(later)[1].placed_at


def _name(record: OrderRecord) -> tuple[str, str]:
    return record.store, record.number
