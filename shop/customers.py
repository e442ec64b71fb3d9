"""Buyers as orders state them."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import CompoundSelect, Select, select, tuple_, union
from sqlalchemy.ext.asyncio import AsyncSession

from shop.contact import email_key, phone_key
from shop.models import Customer, Store
from shop.records import CustomerRecord

Name = tuple[int, str]


async def customers_for(
    session: AsyncSession, wanted: Sequence[tuple[int, CustomerRecord]]
) -> list[Customer]:
    """A row for each (store id, record), in that order; equal records of a store share one."""
    names = [(store, _digest(record)) for store, record in wanted]
    chosen = select(Customer).where(tuple_(Customer.store_id, Customer.digest).in_(names))
    rows: dict[Name, Customer] = {(row.store_id, row.digest): row for row in await session.scalars(chosen)}
    for name, (_, record) in zip(names, wanted, strict=True):
        if name not in rows:
            rows[name] = _new(name, record)
            session.add(rows[name])
    return [rows[name] for name in names]


def customers_with(
    store: str, email: str | None, phone: str | None
) -> Select[int] | CompoundSelect[int] | None:
    """Row ids of a store's buyers with this e-mail or this phone, each by its index; None for neither."""
    keys = ((Customer.email_key, email_key(email)), (Customer.phone_key, phone_key(phone, None)))
    store_id = select(Store.id).where(Store.slug == store).scalar_subquery()
    found = [
        select(Customer.id).where(Customer.store_id == store_id, column == key)
        for column, key in keys
        if key is not None
    ]
    return union(*found) if found else None


def _new(name: Name, record: CustomerRecord) -> Customer:
    return Customer(
        store_id=name[0],
        digest=name[1],
        email_key=email_key(record.email),
        phone_key=phone_key(record.phone, record.country),
        **{field: getattr(record, field) for field in CustomerRecord.model_fields},
    )


def _digest(record: CustomerRecord) -> str:
    return hashlib.sha256(record.model_dump_json().encode()).hexdigest()
