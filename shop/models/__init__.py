"""The shop's tables."""

from shop.models.base import Base
from shop.models.case import KINDS, STATES, Case, CaseEvidence, CaseItem, EvidenceFile
from shop.models.order import STATUSES, TRACKING, Customer, Item, Order, Shipment, ShipmentEvent, Store
from shop.models.trace import AuditEntry, HandledMessage, IdentityAttempt, ProvenOrder

__all__ = [
    "KINDS",
    "STATES",
    "STATUSES",
    "TRACKING",
    "AuditEntry",
    "Base",
    "Case",
    "CaseEvidence",
    "CaseItem",
    "Customer",
    "EvidenceFile",
    "HandledMessage",
    "IdentityAttempt",
    "Item",
    "Order",
    "ProvenOrder",
    "Shipment",
    "ShipmentEvent",
    "Store",
]
