"""Cases are opened once, on the order as it was decided, and move by the table."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest

from shop.cases import (
    OpenedCase,
    all_cases,
    case_record,
    cases_of,
    find_case,
    move_case,
    open_case,
    open_cases_of,
)
from shop.claims import Claimed
from shop.database import Database
from shop.errors import (
    AlreadyAsked,
    NotPermitted,
    OverClaimed,
    ShopError,
    StaleOrder,
    UnknownCase,
    UnknownOrder,
    WrongTransition,
)
from shop.models import STATES, Order
from shop.orders import find_order
from shop.states import TRANSITIONS
from tests.shop.conftest import Load
from tests.shop.records import order_data, pending_data

ELIGIBLE = '{"outcome": "eligible", "review": {"required": false}}'
REVIEWED = '{"outcome": "eligible", "review": {"required": true, "by": "seller"}}'
FOR_A_PERSON = '{"outcome": "needs_review"}'
REFUSED = '{"outcome": "ineligible"}'

Open = Callable[..., Awaitable[OpenedCase]]


@pytest.fixture
async def opening(load: Load, database: Database, now: datetime) -> Open:
    """Open a case on one of two orders: KM-1001, delivered, and KM-1002, pending."""
    await load(order_data(), pending_data())

    async def open_one(
        number: str = "KM-1001", kind: str = "return", key: str = "k", **more: Any
    ) -> OpenedCase:
        case = {"conversation": "c", "now": now, "decision": ELIGIBLE} | more
        async with database.transaction() as session:
            order = await find_order(session, "alpha", number)
            return await open_case(session, key=key, order_id=order.id, kind=kind, **case)

    return open_one


async def order(database: Database, number: str) -> Order:
    async with database.session() as session:
        return await find_order(session, "alpha", number)


async def move(database: Database, case: str, state: str, now: datetime) -> None:
    async with database.transaction() as session:
        await move_case(session, await find_case(session, "alpha", case), state, who="agent", now=now)


async def test_a_case_shows_all_that_was_decided(opening: Open, database: Database) -> None:
    decision = json.dumps({"outcome": "eligible", "refund": {"amount": "1500.00"}})
    opened = await opening(
        items=[Claimed("KET-BLUE", 1)], reason="defective", resolution="return_for_refund", decision=decision
    )
    assert opened.created
    assert case_record(opened.case) == {
        "number": opened.case.number,
        "store": "alpha",
        "order": "KM-1001",
        "kind": "return",
        "items": [{"sku": "KET-BLUE", "quantity": 1}],
        "reason": "defective",
        "state": "approved",
        "resolution": "return_for_refund",
        "decision": json.loads(decision),
        "evidence": [],
        "conversation": "c",
        "created_at": "2026-11-23T12:00:00+00:00",
    }
    async with database.session() as session:
        assert (await find_case(session, "alpha", opened.case.number.lower())).decision_json == decision
        assert [case.number for case in await all_cases(session, "alpha", "km1001")] == [opened.case.number]
        assert await all_cases(session, "beta") == []


async def test_the_same_request_opens_one_case(opening: Open, database: Database) -> None:
    first, second = await opening(), await opening()
    assert (first.created, second.created) == (True, False)
    assert first.case.number == second.case.number
    assert len(await listed(database)) == 1


@pytest.mark.parametrize(
    ("kind", "decision", "state"),
    [
        ("return", ELIGIBLE, "approved"),
        ("return", REVIEWED, "awaiting_review"),
        ("exchange", FOR_A_PERSON, "awaiting_review"),
        ("refund_without_return", ELIGIBLE, "approved"),
        ("missing", ELIGIBLE, "approved"),
        ("missing", FOR_A_PERSON, "awaiting_review"),
        ("missing", REFUSED, "open"),
        ("missing", None, "open"),
    ],
)
async def test_the_decision_settles_the_first_state(
    opening: Open, kind: str, decision: str, state: str
) -> None:
    assert (await opening(kind=kind, decision=decision)).case.state == state


@pytest.mark.parametrize("kind", ["return", "exchange", "refund_without_return", "cancel"])
@pytest.mark.parametrize("decision", [None, REFUSED, '{"outcome": "needs_information"}', "{}"])
async def test_nothing_is_opened_that_was_not_permitted(
    opening: Open, database: Database, kind: str, decision: str | None
) -> None:
    with pytest.raises(NotPermitted):
        await opening("KM-1002", kind, decision=decision)
    assert await listed(database) == []
    assert (await order(database, "KM-1002")).status == "pending"


async def test_a_cancellation_cancels_the_order(opening: Open, database: Database) -> None:
    opened = await opening("KM-1002", "cancel", seen_status="pending")
    cancelled = await order(database, "KM-1002")
    assert (cancelled.status, cancelled.cancelled_by) == ("cancelled", opened.case.number)
    assert [(item.sku, item.quantity) for item in opened.case.items] == [("KET-BLUE", 2), ("KET-RED", 1)]


async def test_a_cancellation_for_a_person_waits(opening: Open, database: Database, now: datetime) -> None:
    opened = await opening("KM-1002", "cancel", decision=FOR_A_PERSON)
    assert (await order(database, "KM-1002")).status == "pending"
    with pytest.raises(AlreadyAsked) as caught:
        await opening("KM-1002", "cancel", key="k2", decision=FOR_A_PERSON)
    assert caught.value.case == opened.case.number
    await move(database, opened.case.number, "approved", now)
    assert (await order(database, "KM-1002")).status == "cancelled"


async def test_a_withdrawn_cancellation_gives_the_order_back_its_status(
    opening: Open, load: Load, database: Database, now: datetime
) -> None:
    opened = await opening("KM-1002", "cancel")
    await load(pending_data() | {"status": "processed"})
    await move(database, opened.case.number, "rejected", now)
    assert (await order(database, "KM-1002")).status == "processed"


async def test_a_decision_on_an_order_that_changed_since_is_refused(
    opening: Open, load: Load, database: Database
) -> None:
    await load(pending_data() | {"status": "shipped"})
    with pytest.raises(StaleOrder) as caught:
        await opening("KM-1002", "cancel", seen_status="pending")
    assert (caught.value.seen, caught.value.now) == ("pending", "shipped")
    assert (await order(database, "KM-1002")).status == "shipped"


@pytest.mark.parametrize("status", ["delivered", "completed", "returned", "cancelled"])
async def test_what_has_arrived_cannot_be_cancelled(opening: Open, load: Load, status: str) -> None:
    await load(pending_data() | {"status": status})
    with pytest.raises(StaleOrder):
        await opening("KM-1002", "cancel")


async def test_units_of_a_line_are_claimed_once(opening: Open) -> None:
    first = await opening(items=[Claimed("KET-BLUE", 1)])
    await opening(key="k2", kind="exchange", items=[Claimed("KET-BLUE", 1)])
    with pytest.raises(OverClaimed) as caught:
        await opening(key="k3", items=[Claimed("KET-BLUE", 1)])
    assert (caught.value.ordered, caught.value.claimed, caught.value.left) == (2, 2, 0)
    assert caught.value.case not in (None, first.case.number)


async def test_more_than_was_ordered_cannot_be_claimed_at_once(opening: Open) -> None:
    with pytest.raises(OverClaimed) as caught:
        await opening(items=[Claimed("KET-BLUE", 3)])
    assert caught.value.case is None


@pytest.mark.parametrize(
    "items",
    [[Claimed("NONE", 1)], [Claimed("KET-BLUE", 0)], [Claimed("KET-BLUE", 1), Claimed("KET-BLUE", 1)]],
)
async def test_a_claim_names_lines_of_the_order_once_each(opening: Open, items: list[Claimed]) -> None:
    with pytest.raises(ShopError):
        await opening(items=items)


async def test_a_claim_without_lines_takes_what_is_left(opening: Open) -> None:
    await opening(items=[Claimed("KET-BLUE", 1)])
    opened = await opening(key="k2")
    assert [(item.sku, item.quantity) for item in opened.case.items] == [("KET-BLUE", 1), ("KET-RED", 1)]
    with pytest.raises(OverClaimed):
        await opening(key="k3")


async def test_a_rejected_case_frees_its_units_until_it_is_looked_at_again(
    opening: Open, database: Database, now: datetime
) -> None:
    first = await opening(decision=REVIEWED, items=[Claimed("KET-RED", 1)])
    await move(database, first.case.number, "rejected", now)
    await opening(key="k2", items=[Claimed("KET-RED", 1)])
    with pytest.raises(OverClaimed):
        await move(database, first.case.number, "awaiting_review", now)


async def test_goods_received_count_as_returned(
    opening: Open, load: Load, database: Database, now: datetime
) -> None:
    opened = await opening(items=[Claimed("KET-RED", 1)])
    await move(database, opened.case.number, "received", now)
    await load(order_data(status="completed"))
    blue, red = (await order(database, "KM-1001")).items
    assert (blue.returns_so_far, red.returns_so_far) == (0, 1)
    assert red.times_returned == 0


async def test_a_new_address_is_taken_before_shipping_only(opening: Open, database: Database) -> None:
    details = {"address": {"line1": "9 New Street", "city": "Kisumu", "secret": "x"}}
    opened = await opening("KM-1002", "address_change", decision=None, details=details)
    assert (opened.case.state, opened.case.items) == ("closed", [])
    assert (await order(database, "KM-1002")).shipping_address == {"line1": "9 New Street", "city": "Kisumu"}
    with pytest.raises(StaleOrder):
        await opening("KM-1001", "address_change", key="k2", decision=None, details=details)
    with pytest.raises(NotPermitted):
        await opening("KM-1002", "address_change", key="k3", decision=None)


async def test_cases_of_an_order_are_listed_newest_first(
    opening: Open, database: Database, now: datetime
) -> None:
    first = await opening(items=[Claimed("KET-BLUE", 1)])
    second = await opening(key="k2", items=[Claimed("KET-RED", 1)])
    await move(database, first.case.number, "closed", now)
    async with database.session() as session:
        every = await cases_of(session, first.case.order_id)
        alive = await open_cases_of(session, first.case.order_id)
    assert [case.number for case in every] == [second.case.number, first.case.number]
    assert [case.number for case in alive] == [second.case.number]


async def test_a_case_moves_only_as_the_table_says(opening: Open, database: Database, now: datetime) -> None:
    opened = await opening()
    await move(database, opened.case.number, "refunded", now)
    with pytest.raises(WrongTransition):
        await move(database, opened.case.number, "approved", now)


def test_every_state_is_in_the_table_and_leads_to_known_states() -> None:
    assert set(TRANSITIONS) == set(STATES)
    assert set().union(*TRANSITIONS.values()) <= set(STATES)


async def test_what_does_not_exist_is_said_to_be_unknown(opening: Open, database: Database) -> None:
    with pytest.raises(ShopError, match="no such kind"):
        await opening(kind="gift")
    async with database.session() as session:
        with pytest.raises(UnknownCase):
            await find_case(session, "alpha", "R-000000")
        with pytest.raises(UnknownOrder):
            await find_order(session, "beta", "KM-1001")


async def listed(database: Database) -> list[str]:
    async with database.session() as session:
        return [case.number for case in await all_cases(session)]
