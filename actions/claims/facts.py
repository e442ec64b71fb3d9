"""An order and what the shopper said about it, as the case that policies decide."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from policy_kb.vocabulary import CONDITIONS
from shop.models import Item, Order
from shop.tracking import tracking_summary


def order_facts(order: Order, sku: str | None = None) -> dict[str, Any]:
    """The `order` part of a case; with `sku`, tracking is that of the parcels that hold the line."""
    tracking = tracking_summary(order, sku)
    return {
        "number": order.number,
        "currency": order.currency,
        "status": order.status,
        "type": order.type,
        "placed_at": _iso(order.placed_at),
        "processed_at": _iso(order.processed_at),
        "expected_ship_at": _iso(order.expected_ship_at),
        "shipped_at": _iso(order.shipped_at),
        "expected_delivery_at": _iso(order.expected_delivery_at),
        "delivered_at": _iso(order.delivered_at),
        "shipping_fee": None if order.shipping_fee is None else str(order.shipping_fee),
        "items_total": str(order.items_total),
        "tracking": {"state": tracking.state, "last_update_at": _iso(tracking.last_update_at)},
    }


def item_facts(item: Item) -> dict[str, Any]:
    """The `item` part of a case."""
    return {
        "sku": item.sku,
        "name": item.name,
        "category": item.category,
        "price": str(item.price),
        "quantity": item.quantity,
        "tax": None if item.tax is None else str(item.tax),
        "tags": list(item.tags),
        "warranty_until": item.warranty_until,
        "times_returned": item.returns_so_far,
    }


def cancel_case(order: Order, now: datetime) -> dict[str, Any]:
    """The case of cancelling a whole order now."""
    return {
        "store": order.store.slug,
        "as_of": now.isoformat(),
        "request": "cancel",
        "order": order_facts(order),
        "customer": _customer(order),
    }


def claim_case(  # noqa: PLR0913 - all by keyword
    order: Order,
    item: Item,
    *,
    now: datetime,
    request: str,
    reason: str | None,
    quantity: int | None,
    facts: Mapping[str, Any],
    evidence: Sequence[str],
    reported_at: str | None,
) -> dict[str, Any]:
    """The case of a claim about one line; `facts` are answers by what was asked (`condition.opened`)."""
    item_part = item_facts(item)
    if facts.get("item.warranty_until") is not None:
        item_part["warranty_until"] = facts["item.warranty_until"]
    return {
        "store": order.store.slug,
        "as_of": now.isoformat(),
        "request": request,
        "order": order_facts(order, item.sku),
        "item": item_part,
        "claim": {
            "reason": reason,
            "quantity": quantity,
            "reported_at": reported_at,
            "condition": {name: facts.get(f"condition.{name}") for name in CONDITIONS},
            "faults": sorted(facts.get("faults") or []),
            "pickup": False,
            "evidence": sorted(set(evidence)),
        },
        "customer": _customer(order),
    }


def _customer(order: Order) -> dict[str, Any]:
    buyer = order.customer
    return {
        "country": buyer.country,
        "returns_last_12_months": buyer.returns_last_12_months,
        "suspected_fraud": buyer.suspected_fraud,
    }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
