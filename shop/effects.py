"""What a case does to its order: a cancellation cancels it, a change of address changes it."""

from datetime import datetime
from typing import Any

from shop.errors import NotPermitted, StaleOrder
from shop.models import Case, Order
from shop.states import NO_LONGER_CLAIMS

CANCELLABLE = ("pending", "processed", "shipped")
ADDRESS_FIELDS = ("line1", "line2", "city", "region", "postcode", "country")


def apply_opening(order: Order, case: Case, now: datetime) -> None:
    """Do what the case entails; a cancellation that a person must judge does nothing until it is approved."""
    if case.kind == "cancel" and case.state == "approved":
        _cancel(order, case, now)
    elif case.kind == "address_change":
        _readdress(order, case.details.get("address"), now)


def undo_cancellation(order: Order, case: Case, now: datetime) -> None:
    """Refused or withdrawn: the order gets back the last status that the store stated."""
    if order.cancelled_by == case.number and case.state in NO_LONGER_CLAIMS:
        order.status, order.cancelled_by, order.updated_at = order.imported_status, None, now


def _cancel(order: Order, case: Case, now: datetime) -> None:
    if order.status not in CANCELLABLE:
        raise StaleOrder(order.number, "cancellable", order.status)
    order.status, order.cancelled_by, order.updated_at = "cancelled", case.number, now


def _readdress(order: Order, address: Any, now: datetime) -> None:
    if order.has_left or order.status == "cancelled":
        raise StaleOrder(order.number, "not shipped", order.status)
    if not isinstance(address, dict) or not address.get("line1"):
        raise NotPermitted("a change of address needs the new address")
    order.shipping_address = {field: address.get(field) for field in ADDRESS_FIELDS if address.get(field)}
    order.updated_at = now
