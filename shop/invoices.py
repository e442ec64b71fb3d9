"""What an invoice of an order says; drawing it is somebody else's work."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from shop.models import Item, Order


@dataclass(frozen=True)
class InvoiceLine:
    """One line; `tax` is contained for all units, None if the store never stated it."""

    sku: str
    name: str
    quantity: int
    price: Decimal
    amount: Decimal
    tax: Decimal | None


@dataclass(frozen=True)
class Invoice:
    """An order's invoice: who bought what, for how much. Money is in `currency`, prices as paid."""

    number: str
    store: str
    order: str
    issued_for: datetime
    currency: str
    buyer: str | None
    address: dict[str, Any] | None
    lines: tuple[InvoiceLine, ...]
    items_total: Decimal
    shipping_fee: Decimal | None
    total: Decimal
    tax: Decimal | None
    payment_method: str | None
    status: str


def invoice_of(order: Order) -> Invoice:
    """The invoice of an order, which must be loaded whole.

    The total is what was paid: lines and shipping. `tax` is that of all lines, None if one line's is unknown.
    """
    lines = tuple(_line(item) for item in order.items)
    taxes = [line.tax for line in lines]
    return Invoice(
        number=f"INV-{order.number}",
        store=order.store.slug,
        order=order.number,
        issued_for=order.placed_at,
        currency=order.currency,
        buyer=order.customer.name,
        address=order.shipping_address,
        lines=lines,
        items_total=order.items_total,
        shipping_fee=order.shipping_fee,
        total=order.items_total + (order.shipping_fee or Decimal(0)),
        tax=None if None in taxes else sum((tax for tax in taxes if tax is not None), Decimal(0)),
        payment_method=order.payment_method,
        status=order.status,
    )


def invoice_record(invoice: Invoice) -> dict[str, Any]:
    """The invoice as JSON-ready values; money as decimal strings."""
    plain = {name: _plain(value) for name, value in vars(invoice).items() if name != "lines"}
    plain["lines"] = [{name: _plain(value) for name, value in vars(line).items()} for line in invoice.lines]
    return plain


def _line(item: Item) -> InvoiceLine:
    tax = None if item.tax is None else item.tax * item.quantity
    return InvoiceLine(item.sku, item.name, item.quantity, item.price, item.price * item.quantity, tax)


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, datetime) else value
