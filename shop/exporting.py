"""Orders as records of the import format."""

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from shop.models import Customer, Item, Order, Shipment, ShipmentEvent, Store
from shop.records import (
    AddressRecord,
    CustomerRecord,
    EventRecord,
    ItemRecord,
    OrderRecord,
    Record,
    ShipmentRecord,
)

BATCH = 500
LOADED = (
    selectinload(Order.store),
    selectinload(Order.customer),
    selectinload(Order.items),
    selectinload(Order.shipments).selectinload(Shipment.events),
)


def order_record(order: Order) -> OrderRecord:
    """The order as an import file would state it now; it must be loaded whole."""
    return OrderRecord.model_construct(
        store=order.store.slug,
        customer=_copy(CustomerRecord, order.customer),
        shipping_address=None if order.shipping_address is None else AddressRecord(**order.shipping_address),
        items=[_copy(ItemRecord, item) for item in order.items],
        shipments=[_shipment(parcel) for parcel in order.shipments],
        **{name: getattr(order, name) for name in ORDER_COLUMNS},
    )


async def export_orders(session: AsyncSession, store: str | None = None) -> AsyncIterator[OrderRecord]:
    """Every order, in the order they came in, a batch at a time."""
    last = 0
    while True:
        chosen = select(Order).where(Order.id > last).order_by(Order.id).limit(BATCH).options(*LOADED)
        if store is not None:
            chosen = chosen.join(Order.store).where(Store.slug == store)
        batch = (await session.scalars(chosen)).all()
        for order in batch:
            yield order_record(order)
        if len(batch) < BATCH:
            return
        last = batch[-1].id
        session.expunge_all()


COMPOSED = {"store", "customer", "shipping_address", "items", "shipments"}
ORDER_COLUMNS = tuple(name for name in OrderRecord.model_fields if name not in COMPOSED)


def _copy(kind: type[Record], row: Customer | Item | ShipmentEvent) -> Any:
    return kind.model_construct(**{name: getattr(row, name) for name in kind.model_fields})


def _shipment(parcel: Shipment) -> ShipmentRecord:
    return ShipmentRecord.model_construct(
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        state=parcel.state,
        skus=parcel.skus,
        events=[_copy(EventRecord, event) for event in parcel.events],
    )
