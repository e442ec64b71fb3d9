"""Services on a database of their own, with one store's orders."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.dialogue.wording import Wording
from actions.services import Services
from actions.settings import WORDING
from policy_kb import Library
from shop.database import Database
from shop.importing import import_orders
from shop.models import Base
from shop.parsing import check_orders

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
ORDER = {
    "store": "kilimall", "number": "KM-1001", "status": "delivered", "type": "domestic", "currency": "KES",
    "customer": {"name": "A", "email": "a@example.com", "phone": "+254700000001", "country": "KE",
                 "returns_last_12_months": 0},
    "shipping_address": {"line1": "1 River Road", "city": "Nairobi", "postcode": "00100", "country": "KE"},
    "placed_at": "2026-03-01T09:00:00+03:00", "shipped_at": "2026-03-03T09:00:00+03:00",
    "delivered_at": "2026-03-07T09:00:00+03:00", "shipping_fee": "250.00", "payment_method": "mpesa",
    "items": [
        {"sku": "KT-B", "name": "Blue kettle", "category": "kitchen", "price": "1500.00", "quantity": 1,
         "tags": ["electronics"], "times_returned": 0},
        {"sku": "KT-R", "name": "Red kettle", "category": "kitchen", "price": "1600.00", "quantity": 2,
         "tags": ["electronics"], "times_returned": 0},
    ],
    "shipments": [],
}  # fmt: skip
PENDING = {**ORDER, "number": "KM-1002", "status": "pending", "shipped_at": None, "delivered_at": None}


@pytest.fixture(scope="session")
def library() -> Library:
    """The packs, read once."""
    return Library.load()


@pytest.fixture(scope="session")
def wording() -> Wording:
    """All wording, read once."""
    return Wording.load(WORDING)


@pytest.fixture
async def services(tmp_path: Path, library: Library, wording: Wording) -> AsyncIterator[Services]:
    """Services on a fresh database with two orders."""
    database = Database(f"sqlite:///{tmp_path}/shop.db")
    async with database.transaction() as session:
        connection = await session.connection()
        await connection.run_sync(Base.metadata.create_all)
        await import_orders(session, check_orders({"orders": [ORDER, PENDING]}), NOW)
    yield Services(database, library, wording, clock=lambda: NOW)
    await database.dispose()
