"""Databases with any number of orders, for what must not cost more where there are more."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import insert, text

from shop.database import Database
from shop.migrating import migrate
from shop.models import Customer, Item, Order, Store

STORE = "manyorders"
FIRST = 1_000_000
AT_ONCE = 5_000
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def number(place: int) -> str:
    """The number of the n-th order."""
    return f"MO-{FIRST + place}"


def email(place: int) -> str:
    """The e-mail of the n-th order's buyer."""
    return f"buyer{place}@example.com"


def rows(count: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Customer, order and line of each order; ids count from one."""
    for place in range(count):
        key = number(place)
        phone = f"+25470{place:07d}"
        yield (
            {
                "id": place + 1,
                "store_id": 1,
                "digest": f"{place:064d}",
                "name": f"Buyer {place}",
                "email": email(place),
                "email_key": email(place),
                "phone": phone,
                "phone_key": phone,
                "country": "KE",
            },
            {
                "id": place + 1,
                "store_id": 1,
                "customer_id": place + 1,
                "number": key,
                "number_key": key.replace("-", ""),
                "number_tail": str(FIRST + place),
                "status": "shipped",
                "type": "domestic",
                "currency": "KES",
                "placed_at": AT,
                "shipped_at": AT,
                "imported_status": "shipped",
                "updated_at": AT,
                "origin": "import",
            },
            {
                "order_id": place + 1,
                "position": 0,
                "sku": "K",
                "name": "Kettle",
                "price": Decimal("10.00"),
                "quantity": 1,
                "tags": [],
                "returned_here": 0,
            },
        )


def fill(url: str, count: int) -> None:
    """Migrate an empty database and put so many orders of one store into it; not inside an event loop."""
    import asyncio  # noqa: PLC0415 (migrations run their own loop)

    migrate(url)
    asyncio.run(_fill(url, count))


async def _fill(url: str, count: int) -> None:
    async with opened(url) as database:
        async with database.transaction() as session:
            await session.execute(insert(Store), [{"id": 1, "slug": STORE}])
        everything = rows(count)
        while batch := list(islice(everything, AT_ONCE)):
            async with database.transaction() as session:
                for table, values in zip((Customer, Order, Item), zip(*batch, strict=True), strict=True):
                    await session.execute(insert(table), list(values))
        async with database.transaction() as session:
            await session.execute(text("ANALYZE"))


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """The database, closed at the end."""
    database = Database(url)
    try:
        yield database
    finally:
        await database.dispose()
