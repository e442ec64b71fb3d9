"""Loading orders into the database: new ones are added, known ones follow what the store says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shop import audit
from shop.customers import customers_for
from shop.exporting import LOADED, ORDER_COLUMNS, order_record
from shop.models import Customer, Item, Order, Shipment, ShipmentEvent, Store
from shop.numbers import number_key, number_tail
from shop.records import AddressRecord, ItemRecord, OrderRecord, ShipmentRecord

BATCH = 200
FOLLOWED = tuple(name for name in ORDER_COLUMNS if name not in ("number", "status"))


@dataclass
class ImportReport:
    """How many orders were added, changed or found unchanged, and which kept what was done here."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    kept_cancelled: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


@dataclass
class _Arrival:
    """What is the same for every record of one import."""

    now: datetime
    origin: str
    report: ImportReport = field(default_factory=ImportReport)
    replaced_customers: set[int] = field(default_factory=set)


async def import_orders(
    session: AsyncSession, records: Sequence[OrderRecord], now: datetime, origin: str = "import"
) -> ImportReport:
    """Add or update orders in this transaction.

    What was done here outlives an import: an order that a case cancelled stays cancelled; an address that a
    case changed stays until the store states a new one. Demo data never touches an order of a real import.
    """
    arrival = _Arrival(now, origin)
    stores = await _stores(session, sorted({record.store for record in records}))
    for batch in _batches(records):
        known = await _known(session, stores, batch)
        buyers = await customers_for(session, [(stores[record.store], record.customer) for record in batch])
        for record, buyer in zip(batch, buyers, strict=True):
            order = known.get((stores[record.store], record.number))
            if order is None:
                session.add(_new(record, stores[record.store], buyer, arrival))
                arrival.report.added += 1
            else:
                _update(order, record, buyer, arrival)
        await session.flush()
        session.expunge_all()
    await _forget_unused(session, arrival.replaced_customers)
    counts = {"added": arrival.report.added, "changed": arrival.report.changed}
    audit.record(session, who=origin, what="orders imported", now=now, facts=counts)
    return arrival.report


def _update(order: Order, record: OrderRecord, buyer: Customer, arrival: _Arrival) -> None:
    report = arrival.report
    if arrival.origin == "demo" and order.origin != "demo":
        report.skipped.append(record.number)
        return
    settled = _settle(order, record)
    order.origin = arrival.origin
    if order.cancelled_by is not None and record.status != "cancelled":
        report.kept_cancelled.append(order.number)
    if order_record(order).model_dump_json() == settled.model_dump_json():
        report.unchanged += 1
        return
    if order.customer is not buyer:
        arrival.replaced_customers.add(order.customer_id)
    _fill(order, settled, buyer, arrival.now)
    report.changed += 1


def _new(record: OrderRecord, store_id: int, buyer: Customer, arrival: _Arrival) -> Order:
    order = Order(
        store_id=store_id,
        number=record.number,
        number_key=number_key(record.number),
        number_tail=number_tail(record.number),
        origin=arrival.origin,
        imported_status=record.status,
        imported_address=address_dict(record.shipping_address),
        items=[],
        shipments=[],
    )
    _fill(order, record, buyer, arrival.now)
    return order


def _settle(order: Order, record: OrderRecord) -> OrderRecord:
    """The record as it is to be, with status and address left as they are where a case here changed them."""
    address = address_dict(record.shipping_address)
    news: dict[str, Any] = {}
    if address == order.imported_address:
        kept = order.shipping_address
        news["shipping_address"] = None if kept is None else AddressRecord(**kept)
    if order.cancelled_by is not None:
        news["status"] = order.status
    order.imported_address, order.imported_status = address, record.status
    return record.model_copy(update=news)


def _fill(order: Order, record: OrderRecord, buyer: Customer, now: datetime) -> None:
    for name in FOLLOWED:
        setattr(order, name, getattr(record, name))
    order.status, order.customer, order.updated_at = record.status, buyer, now
    order.shipping_address = address_dict(record.shipping_address)
    lines = {item.sku: item for item in order.items}
    order.items = [_item(lines.get(line.sku), place, line) for place, line in enumerate(record.items)]
    order.shipments = [_shipment(place, parcel) for place, parcel in enumerate(record.shipments)]


def _item(item: Item | None, position: int, record: ItemRecord) -> Item:
    item = item or Item()
    item.position = position
    for name in ItemRecord.model_fields:
        setattr(item, name, getattr(record, name))
    return item


def _shipment(position: int, record: ShipmentRecord) -> Shipment:
    events = [
        ShipmentEvent(position=place, at=event.at, place=event.place, text=event.text)
        for place, event in enumerate(record.events)
    ]
    return Shipment(
        position=position,
        carrier=record.carrier,
        tracking_number=record.tracking_number,
        state=record.state,
        skus=record.skus,
        events=events,
    )


def address_dict(address: AddressRecord | None) -> dict[str, Any] | None:
    """The address as it is stored: the very fields that were stated."""
    return None if address is None else address.model_dump(mode="json")


async def _stores(session: AsyncSession, slugs: Sequence[str]) -> dict[str, int]:
    """The row ids of the stores; one that is new is added."""
    found = {
        store.slug: store.id for store in await session.scalars(select(Store).where(Store.slug.in_(slugs)))
    }
    new = [Store(slug=slug) for slug in slugs if slug not in found]
    session.add_all(new)
    await session.flush()
    return found | {store.slug: store.id for store in new}


async def _known(
    session: AsyncSession, stores: dict[str, int], batch: Sequence[OrderRecord]
) -> dict[tuple[int, str], Order]:
    names = [(stores[record.store], record.number) for record in batch]
    chosen = (
        select(Order)
        .where(tuple_(Order.store_id, Order.number).in_(names))
        .options(*LOADED)
        .with_for_update()
    )
    return {(order.store_id, order.number): order for order in await session.scalars(chosen)}


async def _forget_unused(session: AsyncSession, customers: set[int]) -> None:
    for customer in customers:
        unused = ~exists().where(Order.customer_id == customer)
        await session.execute(delete(Customer).where(Customer.id == customer, unused))


def _batches(records: Sequence[OrderRecord]) -> Iterator[Sequence[OrderRecord]]:
    for start in range(0, len(records), BATCH):
        yield records[start : start + BATCH]
