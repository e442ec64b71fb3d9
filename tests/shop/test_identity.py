"""Only the buyer is told anything, and nobody may go on guessing."""

import pytest

from shop.database import Database
from shop.identity import (
    Identified,
    Identity,
    NotIdentified,
    belongs_to,
    orders_of,
    own_order,
)
from tests.shop.conftest import Load, Try
from tests.shop.records import NUMBER_SHAPES, order_data


@pytest.mark.parametrize("number", ["KM-1001", "km1001", "#KM 1001", "1001", "order no. 1001", " km-1001. "])
@pytest.mark.parametrize("contact", ["a@example.com", "A@EXAMPLE.COM", "+254700000001", "0700 000 001"])
async def test_the_buyer_is_known_by_number_and_contact(
    load: Load, attempt: Try, number: str, contact: str
) -> None:
    await load(order_data("KM-1001"))
    outcome = await attempt(number, contact)
    assert isinstance(outcome, Identified)
    assert outcome.order.number == "KM-1001"
    assert outcome.order.shipments[0].events[0].text == "Picked up"


@pytest.mark.parametrize(
    ("number", "contact"),
    [
        ("KM-1001", "b@example.com"),
        ("KM-9999", "a@example.com"),
        ("KX-1001", "a@example.com"),
        ("", ""),
        ("-", "@"),
    ],
)
async def test_wrong_number_and_wrong_contact_end_alike(
    load: Load, attempt: Try, number: str, contact: str
) -> None:
    await load(order_data("KM-1001"))
    assert await attempt(number, contact) == NotIdentified(tries_left=4)


async def test_another_stores_order_is_unknown(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001"))
    assert await attempt(store="beta") == NotIdentified(tries_left=4)


async def test_an_order_without_contacts_is_nobodys(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001", customer={"name": "A"}))
    assert isinstance(await attempt(contact=""), NotIdentified)
    assert isinstance(await attempt(contact="None"), NotIdentified)


async def test_a_bare_number_finds_the_callers_own_order_among_prefixes(load: Load, attempt: Try) -> None:
    other = {"email": "b@example.com", "country": "KE"}
    await load(order_data("KM-1001"), order_data("KX-1001", customer=other))
    outcome = await attempt("1001", "b@example.com")
    assert isinstance(outcome, Identified)
    assert outcome.order.number == "KX-1001"


async def test_a_bare_number_that_fits_two_of_ones_own_orders_names_none(load: Load, attempt: Try) -> None:
    await load(order_data("KM-1001"), order_data("KX-1001"))
    assert isinstance(await attempt("1001"), NotIdentified)


async def test_numbers_that_differ_only_in_their_dashes_are_told_apart_as_written(
    load: Load, attempt: Try
) -> None:
    await load(order_data("10-01"), order_data("1-001"))
    outcome = await attempt("1-001")
    assert isinstance(outcome, Identified)
    assert outcome.order.number == "1-001"
    assert isinstance(await attempt("1001"), NotIdentified)


async def test_a_verified_contact_has_its_own_orders_newest_first(load: Load, database: Database) -> None:
    later = order_data("KM-1003", placed_at="2026-11-16T13:00:00+00:00")
    await load(order_data("KM-1001"), later, order_data("KM-1002", customer={"email": "b@example.com"}))
    async with database.session() as session:
        by_email = await orders_of(session, "alpha", email="A@example.com")
        by_phone = await orders_of(session, "alpha", phone="254700000001")
        nobodys = await orders_of(session, "alpha")
    assert [order.number for order in by_email] == ["KM-1003", "KM-1001"]
    assert [order.number for order in by_phone] == ["KM-1003", "KM-1001"]
    assert list(nobodys) == []


async def test_an_order_belongs_to_its_verified_contact_alone(load: Load, database: Database) -> None:
    await load(order_data("KM-1001"))
    async with database.session() as session:
        (order,) = await orders_of(session, "alpha", email="a@example.com")
    assert belongs_to(order, Identity(email="A@example.com"))
    assert belongs_to(order, Identity(phone="+254 700 000001"))
    assert not belongs_to(order, Identity(email="b@example.com", phone="+254700000009"))
    assert not belongs_to(order, Identity())


@pytest.mark.parametrize(
    ("ordered", "sender"),
    [
        ("+5531988888888", "+553188888888"),
        ("+525512345678", "+5215512345678"),
        ("+541123456789", "+5491123456789"),
        ("+54 9 11 2345-6789", "+541123456789"),
    ],
)
async def test_a_verified_sender_is_the_buyer_however_the_channel_writes_the_number(
    load: Load, database: Database, ordered: str, sender: str
) -> None:
    await load(order_data("KM-1001", customer={"phone": ordered, "country": "KE"}))
    async with database.session() as session:
        (order,) = await orders_of(session, "alpha", phone=sender)
    assert belongs_to(order, Identity(phone=sender))
    assert not belongs_to(order, Identity(phone=sender[:-1] + "0"))


@pytest.mark.parametrize("customer", [{"country": "UG"}, {}, {"country": "KE"}])
async def test_a_national_number_is_read_as_of_the_orders_country(
    load: Load, attempt: Try, customer: dict[str, str]
) -> None:
    await load(order_data("KM-1001", customer={"phone": "+256772123456", **customer}))
    assert isinstance(await attempt(contact="0772 123456"), Identified)


async def test_a_national_number_without_its_buyers_country_is_read_where_the_order_went(
    load: Load, attempt: Try
) -> None:
    address = {"line1": "1", "city": "Kampala", "country": "UG"}
    await load(order_data("KM-1001", customer={"phone": "+256772123456"}, shipping_address=address))
    assert isinstance(await attempt(contact="0772 123456"), Identified)


@pytest.mark.parametrize("number", NUMBER_SHAPES)
async def test_an_order_number_may_have_any_shape(load: Load, attempt: Try, number: str) -> None:
    await load(order_data(number), order_data("12345"), order_data("2026"))
    outcome = await attempt(f" {number.lower()}")
    assert isinstance(outcome, Identified)
    assert outcome.order.number == number


async def test_a_number_is_looked_up_as_said_before_it_is_cut(load: Load, attempt: Try) -> None:
    await load(order_data("12345-A"), order_data("12345"), order_data("KM-7203"))
    for said, number in (
        ("12345-a", "12345-A"),
        ("12345", "12345"),
        ("12345's", "12345"),
        ("KM72O3", "KM-7203"),
    ):
        outcome = await attempt(said)
        assert isinstance(outcome, Identified)
        assert outcome.order.number == number


async def test_a_verified_buyer_has_an_order_by_its_number_however_many_they_have(
    load: Load, database: Database
) -> None:
    await load(*(order_data(f"KM-{number}") for number in range(1001, 1031)))
    await load(order_data("KM-2001", customer={"email": "b@example.com"}), order_data("2026/0042"))
    buyer = Identity(email="A@example.com")
    async with database.session() as session:
        for typed, number in (("km1001", "KM-1001"), ("1002", "KM-1002"), ("2026/0042", "2026/0042")):
            order = await own_order(session, "alpha", typed, buyer)
            assert order is not None
            assert order.number == number
        for typed, who in (
            ("KM-2001", buyer),
            ("KX-1001", buyer),
            ("KM-1001", Identity(phone="+254700000009")),
            ("KM-1001", Identity()),
        ):
            assert await own_order(session, "alpha", typed, who) is None
