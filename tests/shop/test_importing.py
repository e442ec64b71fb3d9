"""What comes in goes out as it was; what was done here stays done."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from shop.cases import open_case
from shop.database import Database
from shop.exporting import export_orders
from shop.importing import ImportReport, import_orders
from shop.models import Customer, Item, ShipmentEvent
from shop.orders import find_order
from shop.parsing import check_orders
from tests.shop.conftest import Load
from tests.shop.records import item_data, order_data, pending_data

ELIGIBLE = '{"outcome": "eligible"}'


async def exported(database: Database) -> list[dict[str, object]]:
    async with database.session() as session:
        return [record.model_dump(mode="json") async for record in export_orders(session)]


async def test_an_export_is_the_import(load: Load, database: Database) -> None:
    odd = order_data(
        "ÅÄ 7/б",
        store="beta",
        type=None,
        shipping_fee="0.10",
        shipping_address=None,
        customer={
            "name": None, "email": None, "phone": "0700 000 001", "country": "KE",
            "returns_last_12_months": None, "suspected_fraud": True,
        },
        items=[item_data("A", "Łamp", price="0.1000", tax="3", tags=["fresh"], warranty_until="2027-01-31")],
        shipments=[{"carrier": None, "tracking_number": None, "state": None, "skus": [], "events": []}],
    )  # fmt: skip
    records = [order_data(), pending_data(), odd]
    await load(*records)
    assert await exported(database) == records


async def test_loading_the_same_again_changes_nothing(load: Load, database: Database) -> None:
    assert await load(order_data(), pending_data()) == ImportReport(added=2)
    assert await load(pending_data(), order_data()) == ImportReport(unchanged=2)


async def test_an_order_follows_what_the_store_says(load: Load, database: Database) -> None:
    await load(order_data())
    changed = order_data(
        status="completed",
        customer={**order_data()["customer"], "returns_last_12_months": 3},
        items=[item_data("KET-RED", "Red kettle", price="1400.00"), item_data("CUP", "Cup")],
        shipments=[],
    )
    report = await load(changed)
    assert report == ImportReport(changed=1)
    assert await exported(database) == [changed]
    async with database.session() as session:
        assert await session.scalar(select(func.count(Item.id))) == 2
        assert await session.scalar(select(func.count(ShipmentEvent.id))) == 0
        assert await session.scalar(select(func.count(Customer.id))) == 1


async def test_buyers_with_equal_contacts_keep_what_their_order_says(load: Load, database: Database) -> None:
    second = order_data("KM-7", customer={**order_data()["customer"], "returns_last_12_months": 4})
    await load(order_data(), second)
    assert await exported(database) == [order_data(), second]


async def test_a_cancelled_order_is_never_reopened_by_an_import(
    load: Load, database: Database, now: datetime
) -> None:
    await load(pending_data())
    await cancel(database, "KM-1002", now)
    for status in ("pending", "processed", "shipped", "cancelled", "pending"):
        report = await load(pending_data() | {"status": status})
        assert report.kept_cancelled == ([] if status == "cancelled" else ["KM-1002"])
        async with database.session() as session:
            order = await find_order(session, "alpha", "KM-1002")
        assert (order.status, order.imported_status) == ("cancelled", status)


async def test_an_address_changed_here_stays_until_the_store_states_a_new_one(
    load: Load, database: Database, now: datetime
) -> None:
    await load(pending_data())
    async with database.transaction() as session:
        order = await find_order(session, "alpha", "KM-1002")
        await open_case(
            session, key="k", order_id=order.id, kind="address_change", conversation="c", now=now,
            details={"address": {"line1": "9 New Street", "city": "Kisumu"}},
        )  # fmt: skip
    assert (await load(pending_data())).unchanged == 1
    assert (await exported(database))[0]["shipping_address"] == {"line1": "9 New Street", "city": "Kisumu"}
    moved = {"line1": "5 Third Street"}
    await load(pending_data() | {"shipping_address": moved})
    assert (await exported(database))[0]["shipping_address"] == moved


async def test_a_line_that_leaves_its_order_stays_in_its_case(
    load: Load, database: Database, now: datetime
) -> None:
    await load(order_data())
    async with database.transaction() as session:
        order = await find_order(session, "alpha", "KM-1001")
        await open_case(
            session, key="k", order_id=order.id, kind="return", conversation="c", now=now, decision=ELIGIBLE
        )
    await load(order_data(items=[item_data("OTHER", "Other")], shipments=[]))
    async with database.transaction() as session:
        order = await find_order(session, "alpha", "KM-1001")
        opened = await open_case(
            session, key="k", order_id=order.id, kind="return", conversation="c", now=now, decision=ELIGIBLE
        )
    assert [(item.sku, item.name) for item in opened.case.items] == [
        ("KET-BLUE", "Blue kettle"),
        ("KET-RED", "Red kettle"),
    ]


async def test_demo_data_leaves_a_real_order_alone(load: Load, database: Database, now: datetime) -> None:
    await load(order_data())
    records = check_orders({"orders": [order_data(status="completed"), pending_data()]})
    async with database.transaction() as session:
        report = await import_orders(session, records, now, origin="demo")
    assert (report.added, report.skipped) == (1, ["KM-1001"])


async def test_many_orders_come_in_batches_and_out_in_order(load: Load, database: Database) -> None:
    records = [order_data(f"KM-{number}") for number in range(401)]
    await load(*records)
    assert await exported(database) == records


async def cancel(database: Database, number: str, now: datetime) -> None:
    async with database.transaction() as session:
        order = await find_order(session, "alpha", number)
        await open_case(
            session, key="cancel", order_id=order.id, kind="cancel", conversation="c",
            now=now + timedelta(hours=1), decision=ELIGIBLE, seen_status="pending",
        )  # fmt: skip
