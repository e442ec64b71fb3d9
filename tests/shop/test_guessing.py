"""Nobody may go on guessing, whatever they share with their last try; nobody suffers for a neighbour."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.database import Database
from shop.guessing import Guess, Scope, count, forget_old_tries, scopes_of, wrong_tries
from shop.identity import Identified, Locked, NotIdentified, Outcome
from shop.models import AuditEntry, IdentityAttempt
from tests.shop.conftest import Load, Try
from tests.shop.records import order_data
from tests.shop.test_lookups import watched

WRONG = "x@example.com"
MINUTE = timedelta(minutes=1)


def kinds(outcomes: Iterable[Outcome]) -> list[str]:
    """Outcomes by their names, locks by what they are of."""
    return [each.by if isinstance(each, Locked) else type(each).__name__ for each in outcomes]


def elsewhere(place: int) -> dict[str, Any]:
    """A conversation and an address that nobody had before."""
    return {"conversation": f"c{place}", "networks": [f"a{place}", f"b{place}", f"d{place}"]}


async def test_the_fifth_wrong_try_locks_the_conversation_for_the_right_answer_too(
    load: Load, attempt: Try
) -> None:
    await load(order_data("KM-1001"))
    for left in (4, 3, 2, 1):
        outcome = await attempt(f"KM-{left}", f"x{left}@example.com")
        assert outcome == NotIdentified(tries_left=left)
    fifth = await attempt("KM-5", WRONG)
    assert kinds([fifth, await attempt(), await attempt(networks=["elsewhere"])]) == ["conversation"] * 3


async def test_a_lock_ends_an_hour_after_the_tries(load: Load, attempt: Try, now: datetime) -> None:
    await load(order_data("KM-1001"))
    for minute in range(5):
        last = await attempt(f"KM-{minute}", f"x{minute}@example.com", now=now + minute * MINUTE)
    assert last == Locked(now + timedelta(hours=1), "conversation")
    assert isinstance(await attempt(now=now + timedelta(minutes=59, seconds=59)), Locked)
    assert isinstance(await attempt(now=now + timedelta(hours=1)), Identified)


async def test_a_right_answer_does_not_reset_the_count(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001"))
    for place in range(4):
        await attempt(f"KM-{place}", f"x{place}@example.com")
    assert isinstance(await attempt(), Identified)
    assert isinstance(await attempt("KM-5", WRONG), Locked)


async def test_many_addresses_get_at_one_order_no_oftener_than_one_does(
    load: Load, attempt: Try, now: datetime
) -> None:
    await load(order_data("KM-1001"))
    tried = [
        await attempt(contact=f"x{place}@example.com", now=now + timedelta(seconds=place), **elsewhere(place))
        for place in range(25)
    ]
    assert kinds(tried) == ["NotIdentified"] * 5 + ["order"] * 20
    assert kinds([await attempt(now=now + 25 * timedelta(seconds=1), **elsewhere(99))]) == ["order"]


async def test_the_pause_grows_with_every_further_try_up_to_an_hour_and_a_day_ends_it(
    load: Load, attempt: Try, now: datetime
) -> None:
    await load(order_data("KM-1001"))
    for place in range(5):
        await attempt(contact=f"x{place}@example.com", **elsewhere(place))
    at, pauses = now, []
    for place in range(5, 15):
        told = await attempt(now=at, **elsewhere(place))
        assert isinstance(told, Locked)
        pauses.append(round((told.until - at) / MINUTE))
        at = told.until
        assert kinds([await attempt(now=at - timedelta(seconds=1), **elsewhere(place))]) == ["order"]
        wrong = await attempt(contact=f"x{place}@example.com", now=at, **elsewhere(place))
        assert isinstance(wrong, NotIdentified)
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert isinstance(await attempt(now=at + timedelta(hours=1), **elsewhere(99)), Identified)
    assert isinstance(
        await attempt(contact=WRONG, now=at + timedelta(hours=1), **elsewhere(99)), NotIdentified
    )
    assert kinds([await attempt(now=at + timedelta(hours=1, minutes=59), **elsewhere(98))]) == ["order"]
    assert isinstance(
        await attempt(contact=WRONG, now=at + timedelta(days=2), **elsewhere(97)), NotIdentified
    )
    assert isinstance(await attempt(now=at + timedelta(days=2), **elsewhere(96)), Identified)


@pytest.mark.parametrize("numbers", [("KM-1001", "1001", "order no. 1001", "KX-1001", "#km 1001")])
async def test_an_order_is_one_however_its_number_is_typed(
    load: Load, attempt: Try, numbers: tuple[str, ...]
) -> None:
    await load(order_data("KM-1001"))
    for place, number in enumerate(numbers):
        await attempt(number, f"x{place}@example.com", **elsewhere(place))
    assert kinds([await attempt(number, **elsewhere(99)) for number in numbers]) == ["order"] * len(numbers)


async def test_an_order_that_does_not_exist_is_told_and_costs_the_same_as_one_that_does(
    load: Load, attempt: Try, database: Database, now: datetime
) -> None:
    await load(order_data("KM-1001"))
    seen = {}
    for number, first in (("KM-1001", 0), ("KM-9001", 100)):
        told, statements = [], []
        for place in range(12):
            at, where = now + place * MINUTE, elsewhere(first + place)
            with watched(database) as asked:
                told.append(await attempt(number, f"{number[3]}{place}@example.com", now=at, **where))
            statements.append(len(asked))
        seen[number] = (told, statements)
    assert seen["KM-1001"] == seen["KM-9001"]
    assert "order" in kinds(seen["KM-9001"][0])


WRITTEN = ["+254700000001", "0700 000 001", "254700000001", "+254 700-000-001", "0700000001"]


async def test_a_contact_is_not_tried_at_one_order_after_another_from_one_network(
    load: Load, attempt: Try, now: datetime
) -> None:
    await load(order_data("KM-1001"))

    async def from_one(place: int, number: str, contact: str, at: datetime = now) -> Outcome:
        return await attempt(number, contact, conversation=f"c{place}", now=at)

    tried = [await from_one(place, f"KM-{place}", contact) for place, contact in enumerate(WRITTEN)]
    assert kinds(tried) == ["NotIdentified"] * 4 + ["network"]
    assert kinds([await from_one(8, "KM-1001", "0700000001")]) == ["network"]  # the right one, even
    assert isinstance(await from_one(9, "KM-1001", "a@example.com"), Identified)
    assert isinstance(await from_one(8, "KM-1001", "0700000001", now + MINUTE), Identified)


async def test_a_buyer_is_not_locked_out_by_who_tries_their_contact_elsewhere(
    load: Load, attempt: Try
) -> None:
    await load(order_data("KM-1001"))
    for place in range(30):
        await attempt(f"KM-{2000 + place}", **elsewhere(place))
    assert isinstance(await attempt(**elsewhere(99)), Identified)


@pytest.mark.parametrize(("place", "allowed"), [(0, 5), (1, 20), (2, 60)])
async def test_each_network_has_an_allowance_of_its_own(
    load: Load, attempt: Try, place: int, allowed: int
) -> None:
    await load(order_data("KM-1001"))

    async def wrong(number: int) -> Outcome:
        networks = [f"{number} {size}" if size != place else "shared" for size in range(3)]
        case = {"conversation": f"c{number}", "networks": networks}
        return await attempt(f"KM-{number}", f"x{number}@example.com", **case)

    tried = [await wrong(number) for number in range(2000, 2000 + allowed)]
    assert kinds(tried) == ["NotIdentified"] * (allowed - 1) + ["network"]
    assert kinds([await wrong(3000)]) == ["network"]


async def test_neighbours_do_not_lock_a_store_for_each_other(load: Load, attempt: Try, now: datetime) -> None:
    await load(order_data("KM-1001"), order_data("KM-1002"))
    for place in range(40):
        await attempt(f"KM-{2000 + place}", f"x{place}@example.com", conversation=f"c{place}")
    assert isinstance(await attempt(conversation="honest"), Identified)
    assert isinstance(await attempt("KM-1002", conversation="honest"), Identified)
    assert kinds([await attempt("KM-1", WRONG, conversation="honest")]) == ["network"]
    assert kinds([await attempt(conversation="honest")]) == ["network"]  # the next is no first try
    assert isinstance(await attempt(conversation="honest", now=now + timedelta(minutes=61)), Identified)


async def test_a_first_try_is_not_looked_up_while_that_very_order_is_under_attack(
    load: Load, attempt: Try
) -> None:
    await load(order_data("KM-1001"), order_data("KM-1002"))
    for place in range(5):
        await attempt(contact=f"x{place}@example.com", conversation=f"c{place}")
    assert kinds([await attempt(conversation="honest")]) == ["order"]
    assert isinstance(await attempt("KM-1002", conversation="honest"), Identified)


async def test_without_an_address_conversation_and_details_count(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001"))
    for place in range(30):
        case = {"conversation": f"c{place}", "networks": []}
        wrong = await attempt(f"KM-{2000 + place}", f"x{place}@example.com", **case)
        assert isinstance(wrong, NotIdentified)
    assert isinstance(await attempt(conversation="f", networks=[]), Identified)


async def test_a_message_handled_twice_counts_once_and_is_told_the_same(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001"))
    for place in range(7):
        told = [
            await attempt("KM-1001", f"x{place}@example.com", message=f"m{place}", **elsewhere(place))
            for _ in range(3)
        ]
        assert told[0] == told[1] == told[2]


async def test_a_message_that_names_several_orders_makes_several_tries(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001"))
    numbers = [f"KM-{place}" for place in range(2001, 2008)]
    tried = [await attempt(number, f"{number}@example.com", message="m1") for number in numbers]
    assert kinds(tried) == ["NotIdentified"] * 4 + ["conversation"] * 3


async def test_a_store_is_not_troubled_by_guesses_at_another(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001"))
    for place in range(6):
        case = {"conversation": f"c{place}", "store": "beta"}
        await attempt(contact=f"x{place}@example.com", **case)
    assert isinstance(await attempt(conversation="f"), Identified)


async def test_the_try_that_closes_something_is_in_the_audit_and_no_other(
    load: Load, attempt: Try, database: Database
) -> None:
    await load(order_data("KM-1001"))
    for place in range(9):
        await attempt(contact=f"x{place}@example.com", **elsewhere(place))
    async with database.session() as session:
        chosen = select(AuditEntry.facts).where(AuditEntry.what == "look-ups locked")
        assert list(await session.scalars(chosen)) == [{"by": "order"}]


async def test_what_was_typed_is_not_kept(load: Load, attempt: Try, database: Database) -> None:
    await attempt("KM-77", "secret@example.com", networks=["n"])
    async with database.session() as session:
        rows = (await session.scalars(select(IdentityAttempt.scope))).all()
    assert len(rows) == 4
    assert not any(word in row for row in rows for word in ("77", "secret") if len(word) > 2)
    assert all(len(row.partition(":")[2]) == 32 for row in rows)


async def test_a_look_up_reads_no_more_tries_than_decide_it(database: Database, now: datetime) -> None:
    scopes = scopes_of("KM-1001", WRONG, "c", ["a", "b", "d"])
    async with database.transaction() as session:
        for place in range(200):
            await count(
                session, Guess("alpha", f"c{place}", None, now + place * timedelta(seconds=1)), scopes
            )
    guess = Guess("alpha", "other", None, now + timedelta(minutes=10))
    with watched(database) as asked:
        async with database.session() as session:
            found = await wrong_tries(session, guess, scopes)
    assert len(asked) == 1
    assert [len(found[scope.key]) for scope in scopes] == [scope.remembered for scope in scopes]
    assert [scope.remembered for scope in scopes] == [5, 11, 11, 5, 20, 60]
    newest = now + timedelta(seconds=199)
    assert {tries[0] for tries in found.values()} == {newest}


async def test_tries_that_count_no_more_are_deleted_in_pieces(
    attempt: Try, database: Database, now: datetime
) -> None:
    for hours in (0, 1, 30):
        case = elsewhere(hours)
        await attempt(f"KM-{hours}", f"x{hours}@example.com", now=now + timedelta(hours=hours), **case)
    async with database.transaction() as session:
        gone = [await forget_old_tries(session, now + timedelta(hours=30), 8) for _ in range(3)]
        assert gone == [8, 4, 0]
        assert await session.scalar(select(func.count()).select_from(IdentityAttempt)) == 6


def test_a_scope_with_fewer_tries_than_allowed_is_open(now: datetime) -> None:
    for kind in ("conversation", "order", "contact", "network"):
        assert Scope(kind, "k", 5).closed_until([now] * 4) is None  # type: ignore[arg-type]
        assert Scope(kind, "k", 5).closed_until([now] * 5) is not None  # type: ignore[arg-type]
