"""Reading orders: one with all that belongs to it, and the list of a verified buyer's."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from shop.contact import email_key, phone_key
from shop.errors import UnknownOrder
from shop.models import Customer, Order, Shipment, Store

WHOLE = (
    joinedload(Order.store),
    joinedload(Order.customer),
    joinedload(Order.items),
    joinedload(Order.shipments).joinedload(Shipment.events),
)


async def find_order(session: AsyncSession, store: str, number: str) -> Order:
    """The order by its exact number, with store, customer, lines, parcels and scans, in one round trip."""
    chosen = select(Order).join(Order.store).where(Store.slug == store, Order.number == number)
    return await _one(session, chosen, number)


async def get_order(session: AsyncSession, order_id: int) -> Order:
    """The order by its row id, whole, in one round trip."""
    return await _one(session, select(Order).where(Order.id == order_id), str(order_id))


async def lock_order(session: AsyncSession, order_id: int) -> Order:
    """The order as it is now, held until the transaction ends; whole."""
    held = select(Order).where(Order.id == order_id).with_for_update()
    if await session.scalar(held.execution_options(populate_existing=True)) is None:
        raise UnknownOrder(str(order_id))
    return await _one(
        session,
        select(Order).where(Order.id == order_id).execution_options(populate_existing=True),
        str(order_id),
    )


async def orders_of(
    session: AsyncSession, store: str, email: str | None = None, phone: str | None = None, limit: int = 20
) -> Sequence[Order]:
    """A verified buyer's orders, newest first, whole; only for an identity that was proven."""
    keys = _contact_is(email, phone)
    if keys is None:
        return []
    chosen = (
        select(Order)
        .join(Order.store)
        .join(Order.customer)
        .where(Store.slug == store, keys)
        .order_by(Order.placed_at.desc(), Order.id.desc())
        .limit(limit)
        .options(
            joinedload(Order.store),
            joinedload(Order.customer),
            selectinload(Order.items),
            selectinload(Order.shipments).selectinload(Shipment.events),
        )
    )
    return (await session.scalars(chosen)).unique().all()


def _contact_is(email: str | None, phone: str | None) -> ColumnElement[bool] | None:
    mail, number = email_key(email), phone_key(phone, None)
    tests = []
    if mail:
        tests.append(Customer.email_key == mail)
    if number:
        tests.append(Customer.phone_key == number)
    return or_(*tests) if tests else None


async def _one(session: AsyncSession, chosen: Select[Order], name: str) -> Order:
    order = (await session.scalars(chosen.options(*WHOLE))).unique().one_or_none()
    if order is None:
        raise UnknownOrder(name)
    return order
