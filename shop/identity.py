"""Who may see an order: its number together with the e-mail or phone on it, and a limit on guessing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop import audit
from shop.contact import email_key, matches, phone_key
from shop.database import one_at_a_time
from shop.models import Customer, IdentityAttempt, Order, Store
from shop.numbers import number_tail, typed_keys
from shop.orders import get_order, orders_of
from shop.proofs import remember_proof

TRIES = 5
PERIOD = timedelta(hours=1)
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
    """Too many wrong tries by this conversation or from this address; the next may be made at `until`."""

    until: datetime


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
    address: str | None,
    now: datetime,
    message: str | None = None,
) -> Outcome:
    """The order, if number and contact fit together; otherwise a counted wrong try.

    Needs a `transaction()`, which must be committed whatever comes out: that is how tries are counted. With
    `message`, a message handled twice counts once. A wrong number and a wrong contact take the same work.
    """
    await one_at_a_time(session, f"conversation {conversation}", f"address {store} {address}")
    wrong = await _wrong_tries(session, store, conversation, address, now - PERIOD)
    if len(wrong) >= TRIES:
        return Locked(until=wrong[TRIES - 1] + PERIOD)
    found = await _matching(session, store, number, contact)
    if found is not None:
        order = await get_order(session, found)
        await remember_proof(session, conversation, order, now)
        return Identified(order)
    attempt = IdentityAttempt(
        store=store, conversation=conversation, address=address, message=message, at=now
    )
    if await _count(session, attempt):
        wrong = [now, *wrong]
    if len(wrong) >= TRIES:
        audit.record(session, who="shopper", what="look-ups locked", now=now, store=store)
        return Locked(until=wrong[TRIES - 1] + PERIOD)
    return NotIdentified(tries_left=TRIES - len(wrong))


def belongs_to(order: Order, identity: Identity) -> bool:
    """Whether a verified contact is the order's own; the order's customer must be loaded."""
    email, phone = email_key(identity.email), phone_key(identity.phone, None)
    buyer = order.customer
    return (email is not None and email == buyer.email_key) or (
        phone is not None and phone == buyer.phone_key
    )


async def _matching(session: AsyncSession, store: str, number: str, contact: str) -> int | None:
    """The one order that number and contact name; the number as typed wins over its digits alone."""
    keys = typed_keys(number)
    bare = {key for key in keys if number_tail(key) == key}  # with a prefix typed, the prefix counts
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
        .where(Order.number_tail.in_({number_tail(key) for key in keys}))
        .where(or_(Order.number_key.in_(keys), Order.number_tail.in_(bare)))
        .order_by(Order.number_key.not_in(keys), Order.id.desc())
        .limit(CANDIDATES)
    )
    rows: list[Candidate] = [*await session.execute(query)]
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


async def _wrong_tries(
    session: AsyncSession, store: str, conversation: str, address: str | None, since: datetime
) -> list[datetime]:
    """The longer of two lists, newest first: this conversation's wrong tries and this address's."""
    attempt = IdentityAttempt
    by_conversation = attempt.conversation == conversation
    by_address = and_(attempt.store == store, attempt.address == (address or ""))
    lists = []
    for whose in (by_conversation, by_address):
        query = select(attempt.at).where(whose, attempt.at > since).order_by(attempt.at.desc()).limit(100)
        lists.append(list(await session.scalars(query)))
    return max(lists, key=len)


async def _count(session: AsyncSession, attempt: IdentityAttempt) -> bool:
    """Keep the wrong try, unless this very message was counted before."""
    tried = IdentityAttempt
    seen = select(tried.id).where(
        tried.conversation == attempt.conversation, tried.message == (attempt.message or "")
    )
    if (await session.scalar(seen)) is not None:
        return False
    session.add(attempt)
    await session.flush()
    return True
