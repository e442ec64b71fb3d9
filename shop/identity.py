"""Who may see an order: its number together with the e-mail or phone on it, and a limit on guessing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop import audit, guessing
from shop.contact import email_key, matches, phone_key
from shop.customers import customers_with
from shop.database import one_at_a_time
from shop.guessing import Guess, Kind, Scope
from shop.models import Customer, Order, Store
from shop.numbers import number_tail, one_of, typed_keys
from shop.orders import get_order, orders_of
from shop.proofs import remember_proof

CANDIDATES = 8

__all__ = [
    "Identified",
    "Identity",
    "Locked",
    "NotIdentified",
    "Outcome",
    "belongs_to",
    "identify",
    "orders_of",
    "own_order",
]

Candidate = tuple[int, str, str, str | None, str | None, str | None, dict[str, Any] | None]
NOBODY: Candidate = (0, "", "", "nobody@invalid", "+12025550100", "US", None)


@dataclass(frozen=True)
class Identified:
    """The shopper is the buyer of this order, which is loaded whole."""

    order: Order


@dataclass(frozen=True)
class NotIdentified:
    """No such order with such a contact; which of the two was wrong is not known here."""

    tries_left: int


@dataclass(frozen=True)
class Locked:
    """Too many wrong tries: in this conversation, at this order number, or from this network.

    The next may be made at `until`. Which it is depends on tries alone, never on what there is.
    """

    until: datetime
    by: Kind


@dataclass(frozen=True)
class Identity:
    """A verified contact: of a customer token that the store signed, or of a channel's own sender."""

    email: str | None = None
    phone: str | None = None


Outcome = Identified | NotIdentified | Locked


async def identify(  # noqa: PLR0913 - all by keyword
    session: AsyncSession,
    *,
    store: str,
    number: str,
    contact: str,
    conversation: str,
    networks: Sequence[str],
    now: datetime,
    message: str | None = None,
) -> Outcome:
    """The order, if number and contact fit together; otherwise a counted wrong try.

    Needs a `transaction()`, which must be committed whatever comes out: that is how tries are counted. With
    `message`, a message handled twice counts once. A wrong number and a wrong contact take the same work.
    """
    scopes = guessing.scopes_of(number, contact, conversation, networks)
    guess = Guess.of(store, conversation, message, (number, contact), now)
    await one_at_a_time(session, *(f"look-up {store} {scope.key}" for scope in scopes))
    tries = await guessing.wrong_tries(session, guess, scopes)
    closed = _closed(scopes, tries, now)
    if (locked := _before(scopes, tries, closed)) is not None:
        return locked
    found = await _matching(session, store, number, contact)
    if found is not None:
        order = await get_order(session, found)
        await remember_proof(session, conversation, order, now)
        return Identified(order)
    await _count(session, guess, scopes, tries)
    after = {key: [now, *wrong] for key, wrong in tries.items()}
    bounds = [scope for scope in scopes if scope.kind in ("conversation", "network")]
    closed = _closed(bounds, after, now)  # of an order's rest the next try is told
    return next(iter(closed.values()), None) or NotIdentified(min(_left(scope, after) for scope in bounds))


def _closed(scopes: Sequence[Scope], tries: dict[str, list[datetime]], now: datetime) -> dict[Kind, Locked]:
    """What no try may be made against now, by its kind."""
    ends = [(scope.kind, scope.closed_until(tries[scope.key])) for scope in reversed(scopes)]
    return {kind: Locked(until, kind) for kind, until in reversed(ends) if until is not None and now < until}


def _before(
    scopes: Sequence[Scope], tries: dict[str, list[datetime]], closed: dict[Kind, Locked]
) -> Locked | None:
    """What keeps this try from being looked up.

    From a network that is closed the first try of a conversation is looked up all the same: shoppers behind
    one address must not suffer for each other. Not so if its contact was tried at one order after another, as
    a new conversation for each would allow. That alone closes nothing, or anybody could lock a buyer out.
    """
    is_first = not any(tries[scope.key] for scope in scopes if scope.kind == "conversation")
    if "network" in closed and is_first and "contact" not in closed:
        return closed.get("order")
    return closed.get("conversation") or closed.get("order") or closed.get("network")


def _left(scope: Scope, tries: dict[str, list[datetime]]) -> int:
    return scope.tries - len(tries[scope.key])


async def _count(
    session: AsyncSession, guess: Guess, scopes: Sequence[Scope], tries: dict[str, list[datetime]]
) -> None:
    """Count the wrong try; the one that closes something is in the audit."""
    if not await guessing.count(session, guess, scopes):
        return
    for kind in sorted({scope.kind for scope in scopes if len(tries[scope.key]) + 1 == scope.tries}):
        facts = {"by": kind}
        audit.record(
            session, who="shopper", what="look-ups locked", now=guess.now, store=guess.store, facts=facts
        )


def belongs_to(order: Order, identity: Identity) -> bool:
    """Whether a verified contact is the order's own; the order's customer must be loaded."""
    email, phone = email_key(identity.email), phone_key(identity.phone, None)
    buyer = order.customer
    return (email is not None and email == buyer.email_key) or (
        phone is not None and phone == buyer.phone_key
    )


async def own_order(session: AsyncSession, store: str, number: str, identity: Identity) -> Order | None:
    """A verified contact's own order of that number, however many they have; no tries are counted."""
    buyers = customers_with(store, identity.email, identity.phone)
    if buyers is None:
        return None
    query = select(Order.number, Order.id).where(Order.customer_id.in_(buyers), _named(typed_keys(number)))
    rows = {row.number: row.id for row in await session.execute(query.limit(CANDIDATES))}
    meant = one_of(number, list(rows))
    return await get_order(session, rows[meant]) if meant is not None else None


def _named(keys: Sequence[str]) -> ColumnElement[bool]:
    """Orders of one of these keys, or of these digits if no prefix was typed: with one, it counts."""
    bare = {key for key in keys if number_tail(key) == key}
    return and_(
        Order.number_tail.in_({number_tail(key) for key in keys}),
        or_(Order.number_key.in_(keys), Order.number_tail.in_(bare)),
    )


async def _matching(session: AsyncSession, store: str, number: str, contact: str) -> int | None:
    """The one order that number and contact name; the number as typed wins over its digits alone."""
    keys = typed_keys(number)
    query = (
        select(
            Order.id,
            Order.number,
            Order.number_key,
            Customer.email_key,
            Customer.phone_key,
            Customer.country,
            Order.shipping_address,
        )
        .join(Customer, Order.customer_id == Customer.id)
        .where(Order.store_id == select(Store.id).where(Store.slug == store).scalar_subquery())
        .where(_named(keys))
        .order_by(Order.number_key.not_in(keys), Order.id.desc())
        .limit(CANDIDATES)
    )
    rows: list[Candidate] = [tuple(row) for row in await session.execute(query)]
    padded = rows + [NOBODY] * (CANDIDATES - len(rows))
    verdicts = [_fits(contact, row) for row in padded]
    fitting = [row for row, fits in zip(rows, verdicts, strict=False) if fits]
    as_written = [row for row in fitting if row[1].casefold() == number.strip().casefold()]
    exact = [[row for row in fitting if row[2] == key] for key in keys]
    chosen = next((rows for rows in (as_written, *exact, fitting) if rows), [])
    return chosen[0][0] if len(chosen) == 1 else None


def _fits(contact: str, candidate: Candidate) -> bool:
    """Whether the contact is the order's; a national number is read as of its buyer's or address' country."""
    *_, email, phone, country, address = candidate
    return matches(contact, email, phone, country or (address or {}).get("country"))
