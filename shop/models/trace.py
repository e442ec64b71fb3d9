"""What was tried, what was handled, what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.models.base import Base


class IdentityAttempt(Base):
    """A wrong look-up of an order, once for each thing that it counts against; what was typed is not kept."""

    __tablename__ = "identity_attempts"
    __table_args__ = (
        UniqueConstraint("conversation", "message", "scope"),
        Index("ix_identity_attempts_scope", "store", "scope", "at"),
        Index("ix_identity_attempts_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    store: Mapped[str] = mapped_column(String(64))
    conversation: Mapped[str] = mapped_column(String(128))
    message: Mapped[str | None] = mapped_column(String(128))
    scope: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class ProvenOrder(Base):
    """An order whose number and contact were given in a conversation: its shopper is the buyer."""

    __tablename__ = "proven_orders"
    __table_args__ = (Index("ix_proven_orders_order_id", "order_id"),)

    conversation: Mapped[str] = mapped_column(String(128), primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime]


class HandledMessage(Base):
    """An action's stored result for one message, so that a message handled twice changes nothing twice."""

    __tablename__ = "handled_messages"

    conversation: Mapped[str] = mapped_column(String(128), primary_key=True)
    message: Mapped[str] = mapped_column(String(128), primary_key=True)
    action: Mapped[str] = mapped_column(String(100), primary_key=True)
    result: Mapped[dict[str, Any] | None]
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who did what to which order or case, and when: appended only, without personal data."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_order", "store", "order_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(String(100))
    what: Mapped[str] = mapped_column(String(100))
    store: Mapped[str | None] = mapped_column(String(64))
    order_number: Mapped[str | None] = mapped_column(String(64))
    case_number: Mapped[str | None] = mapped_column(String(16))
    facts: Mapped[dict[str, Any]]
