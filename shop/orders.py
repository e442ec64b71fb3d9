"""Reading orders: one with all that belongs to it, and the list of a verified buyer's."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from shop.customers import customers_with
from shop.errors import UnknownOrder
from shop.models import Order, Shipment, Store

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
        raise UnknownOrder(f"no order {order_id}")
    return await _one(
        session,
        select(Order).where(Order.id == order_id).execution_options(populate_existing=True),
        str(order_id),
    )


async def orders_of(
    session: AsyncSession, store: str, email: str | None = None, phone: str | None = None, limit: int = 20
) -> Sequence[Order]:
    """A verified buyer's orders, newest first, whole; only for an identity that was proven."""
    buyers = customers_with(store, email, phone)
    if buyers is None:
        return []
    chosen = (
        select(Order)
        .where(Order.customer_id.in_(buyers))
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


async def _one(session: AsyncSession, chosen: Select[Order], name: str) -> Order:
    order = (await session.scalars(chosen.options(*WHOLE))).unique().one_or_none()
    if order is None:
        raise UnknownOrder(f"no order {name}")
    return order
