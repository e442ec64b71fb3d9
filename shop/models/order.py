"""Stores, customers, orders, their lines and their parcels."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.models.base import Base

STATUSES = ("pending", "processed", "shipped", "delivered", "completed", "cancelled", "returned")
TRACKING = {
    "none": "none",
    "label_created": "none",
    "moving": "moving",
    "in_transit": "moving",
    "out_for_delivery": "moving",
    "stalled": "stalled",
    "lost": "lost",
    "delivered": "delivered",
}
"""Shipment states as stores and carriers write them, and what policies call them."""


class Store(Base):
    """A tenant; its policy and its wording live elsewhere, under the same slug."""

    __tablename__ = "stores"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)


class Customer(Base):
    """A buyer as an order states them; `*_key` are the forms that contacts are compared in.

    Two records that differ in anything are two rows: who somebody is, is settled by contact, never by row.
    """

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("store_id", "digest"),
        Index("ix_customers_email", "store_id", "email_key"),
        Index("ix_customers_phone", "store_id", "phone_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    email_key: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(64))
    phone_key: Mapped[str | None] = mapped_column(String(64))
    country: Mapped[str | None] = mapped_column(String(2))
    returns_last_12_months: Mapped[int | None]
    suspected_fraud: Mapped[bool | None]


class Order(Base):
    """An order as it stands now: what was imported, and what was changed here."""

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("store_id", "number"),
        Index("ix_orders_number_key", "store_id", "number_key"),
        Index("ix_orders_number_tail", "store_id", "number_tail"),
        Index("ix_orders_customer", "customer_id", "placed_at"),
        CheckConstraint(f"status IN {STATUSES}", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("customers.id"))
    number: Mapped[str] = mapped_column(String(64))
    number_key: Mapped[str] = mapped_column(String(64))
    number_tail: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    type: Mapped[str | None] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3))
    shipping_address: Mapped[dict[str, Any] | None]
    placed_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    expected_ship_at: Mapped[datetime | None]
    shipped_at: Mapped[datetime | None]
    expected_delivery_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    shipping_fee: Mapped[Decimal | None]
    payment_method: Mapped[str | None] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(16), default="import")
    imported_status: Mapped[str] = mapped_column(String(16))
    imported_address: Mapped[dict[str, Any] | None]
    cancelled_by: Mapped[str | None] = mapped_column(String(16))
    updated_at: Mapped[datetime]

    store: Mapped[Store] = relationship(lazy="raise")
    customer: Mapped[Customer] = relationship(lazy="raise")
    items: Mapped[list["Item"]] = relationship(
        lazy="raise", order_by="Item.position", cascade="all, delete-orphan", back_populates="order"
    )
    shipments: Mapped[list["Shipment"]] = relationship(
        lazy="raise", order_by="Shipment.position", cascade="all, delete-orphan"
    )

    @property
    def items_total(self) -> Decimal:
        """What the lines cost together, without shipping."""
        return sum((item.price * item.quantity for item in self.items), Decimal(0))

    @property
    def has_left(self) -> bool:
        """Whether the parcel is out of the store's hands."""
        return self.shipped_at is not None or self.status in ("shipped", "delivered", "completed", "returned")


class Item(Base):
    """One line of an order; `price` and `tax` are per unit."""

    __tablename__ = "items"
    __table_args__ = (UniqueConstraint("order_id", "sku"), CheckConstraint("quantity > 0", name="quantity"))

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    position: Mapped[int]
    sku: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))
    category: Mapped[str | None] = mapped_column(String(100))
    price: Mapped[Decimal]
    quantity: Mapped[int]
    tax: Mapped[Decimal | None]
    tags: Mapped[list[str]]
    warranty_until: Mapped[str | None] = mapped_column(String(40))
    times_returned: Mapped[int | None]
    returned_here: Mapped[int] = mapped_column(default=0)

    order: Mapped[Order] = relationship(lazy="raise", back_populates="items")

    @property
    def returns_so_far(self) -> int | None:
        """How often it was returned, as the store says or as cases here show; None if nobody knows."""
        return (
            max(self.times_returned or 0, self.returned_here) if self.returned_here else self.times_returned
        )


class Shipment(Base):
    """A parcel of an order; `skus` empty means that it holds all lines."""

    __tablename__ = "shipments"
    __table_args__ = (Index("ix_shipments_tracking_number", "tracking_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    carrier: Mapped[str | None] = mapped_column(String(100))
    tracking_number: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str | None] = mapped_column(String(20))
    skus: Mapped[list[str]]

    events: Mapped[list["ShipmentEvent"]] = relationship(
        lazy="raise", order_by="ShipmentEvent.position", cascade="all, delete-orphan"
    )


class ShipmentEvent(Base):
    """One scan of a parcel, in the order the carrier reported it."""

    __tablename__ = "shipment_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey("shipments.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    at: Mapped[datetime]
    place: Mapped[str | None] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(String(500))
