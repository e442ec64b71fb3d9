"""After-sales cases and the evidence that belongs to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.models.base import Base
from shop.models.order import Order, Store

KINDS = ("return", "exchange", "refund_without_return", "cancel", "missing", "address_change")
STATES = ("open", "awaiting_review", "approved", "received", "refunded", "rejected", "closed")


class Case(Base):
    """Something asked for after the sale, with the decision it rests on kept as it was made."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("store_id", "number"),
        UniqueConstraint("key"),
        Index("ix_cases_order", "order_id", "created_at"),
        Index("ix_cases_conversation", "conversation"),
        CheckConstraint(f"kind IN {KINDS}", name="kind"),
        CheckConstraint(f"state IN {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(300))
    number: Mapped[str] = mapped_column(String(16))
    store_id: Mapped[int] = mapped_column(ForeignKey("stores.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[str] = mapped_column(String(32))
    reason: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(32))
    resolution: Mapped[str | None] = mapped_column(String(64))
    decision_json: Mapped[str | None] = mapped_column(Text)
    details: Mapped[dict[str, Any]]
    conversation: Mapped[str] = mapped_column(String(128))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    store: Mapped[Store] = relationship(lazy="raise")
    order: Mapped[Order] = relationship(lazy="raise")
    items: Mapped[list["CaseItem"]] = relationship(
        lazy="raise", order_by="CaseItem.position", cascade="all, delete-orphan"
    )
    evidence: Mapped[list["CaseEvidence"]] = relationship(
        lazy="raise", order_by="CaseEvidence.id", cascade="all, delete-orphan"
    )


class CaseItem(Base):
    """Units of an order line that a case is about; name kept, should the line later go from the order."""

    __tablename__ = "case_items"
    __table_args__ = (
        UniqueConstraint("case_id", "sku"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    position: Mapped[int]
    sku: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[int]


class EvidenceFile(Base):
    """An uploaded file: its bytes lie under `key`, named by their sha256; two uploads may share them."""

    __tablename__ = "evidence_files"
    __table_args__ = (
        Index("ix_evidence_files_sha256", "sha256"),
        Index("ix_evidence_files_conversation", "conversation"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation: Mapped[str] = mapped_column(String(128))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]


class CaseEvidence(Base):
    """A file as evidence of a case; `kind` is the policies' vocabulary, such as product_photo."""

    __tablename__ = "case_evidence"
    __table_args__ = (UniqueConstraint("case_id", "evidence_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence_files.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))

    file: Mapped[EvidenceFile] = relationship(lazy="raise")
