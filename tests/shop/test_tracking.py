"""Several parcels are told as one."""

from datetime import UTC, datetime

import pytest

from shop.database import Database
from shop.orders import find_order
from shop.tracking import tracking_summary
from tests.shop.conftest import Load
from tests.shop.records import order_data


def parcel(state: str | None, *hours: int, skus: tuple[str, ...] = ()) -> dict[str, object]:
    events = [{"at": f"2026-11-20T{hour:02}:00:00+00:00", "text": f"at {hour}"} for hour in hours]
    return {"state": state, "skus": list(skus), "events": events}


@pytest.mark.parametrize(
    ("states", "summary"),
    [
        (["delivered", "delivered"], "delivered"),
        (["delivered", "moving"], "moving"),
        (["delivered", "none"], "none"),
        (["moving", "stalled"], "stalled"),
        (["stalled", "lost"], "lost"),
        (["in_transit"], "moving"),
        (["label_created"], "none"),
        ([], "none"),
        ([None], "none"),
    ],
)
async def test_the_parcel_that_is_worst_off_counts(
    load: Load, database: Database, states: list[str], summary: str
) -> None:
    await load(order_data(status="shipped", delivered_at=None, shipments=[parcel(state) for state in states]))
    async with database.session() as session:
        assert tracking_summary(await find_order(session, "alpha", "KM-1001")).state == summary


async def test_a_parcel_of_unknown_state_with_scans_is_unknown(load: Load, database: Database) -> None:
    await load(
        order_data(status="shipped", delivered_at=None, shipments=[parcel(None, 9), parcel("delivered", 8)])
    )
    async with database.session() as session:
        tracking = tracking_summary(await find_order(session, "alpha", "KM-1001"))
    assert (tracking.state, tracking.last_update_at) == (None, datetime(2026, 11, 20, 9, tzinfo=UTC))


async def test_a_delivered_order_has_delivered_parcels(load: Load, database: Database) -> None:
    await load(order_data(shipments=[]), order_data("KM-2", shipments=[parcel(None, 9)]))
    async with database.session() as session:
        for number in ("KM-1001", "KM-2"):
            assert tracking_summary(await find_order(session, "alpha", number)).state == "delivered"


async def test_a_line_has_the_tracking_of_its_own_parcels(load: Load, database: Database) -> None:
    parcels = [parcel("lost", 9, skus=("KET-RED",)), parcel("moving", 12, 10, skus=("KET-BLUE",))]
    await load(order_data(status="shipped", delivered_at=None, shipments=parcels))
    async with database.session() as session:
        order = await find_order(session, "alpha", "KM-1001")
    blue = tracking_summary(order, "KET-BLUE")
    assert tracking_summary(order, "KET-RED").state == "lost"
    assert blue.state == "moving"
    assert blue.newest is not None
    assert (blue.newest.text, blue.last_update_at) == ("at 12", datetime(2026, 11, 20, 12, tzinfo=UTC))
