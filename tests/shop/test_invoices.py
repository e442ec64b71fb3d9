"""An invoice adds up exactly."""

from shop.database import Database
from shop.invoices import invoice_of, invoice_record
from shop.orders import find_order
from tests.shop.conftest import Load
from tests.shop.records import item_data, order_data


async def test_an_invoice_adds_up_to_the_cent(load: Load, database: Database) -> None:
    items = [
        item_data("A", "A", price="0.10", quantity=3, tax="0.01"),
        item_data("B", "B", price="0.20", tax="0.02"),
    ]
    await load(order_data(items=items, shipping_fee="0.05", shipments=[]))
    async with database.session() as session:
        record = invoice_record(invoice_of(await find_order(session, "alpha", "KM-1001")))
    assert (record["items_total"], record["total"], record["tax"]) == ("0.50", "0.55", "0.05")
    assert record["lines"][0] == {
        "sku": "A", "name": "A", "quantity": 3, "price": "0.10", "amount": "0.30", "tax": "0.03",
    }  # fmt: skip
    assert (record["number"], record["issued_for"]) == ("INV-KM-1001", "2026-11-16T12:00:00+00:00")


async def test_tax_that_is_not_known_throughout_is_not_stated(load: Load, database: Database) -> None:
    await load(order_data(shipping_fee=None))
    async with database.session() as session:
        invoice = invoice_of(await find_order(session, "alpha", "KM-1001"))
    assert invoice.tax is None
    assert format(invoice.total, "f") == "4500.00"
