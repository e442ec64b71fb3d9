"""Where an order's parcels are, as one summary."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shop.models import TRACKING, Order, Shipment, ShipmentEvent

WORST_FIRST = ("lost", "stalled", "moving", "none", "delivered")


@dataclass(frozen=True)
class Tracking:
    """What policies and replies need: the state, the newest scan, and the parcels it was drawn from."""

    state: str | None
    last_update_at: datetime | None
    newest: ShipmentEvent | None
    shipments: Sequence[Shipment]


def tracking_summary(order: Order, sku: str | None = None) -> Tracking:
    """The parcels of the order, or of one line, as one: the worst state and the newest scan.

    `lost` before `stalled`, `moving`, `none` and `delivered`: an order is delivered when its last parcel is.
    A parcel whose state nobody stated is None unless the order's own status settles it.
    """
    parcels = [parcel for parcel in order.shipments if sku is None or not parcel.skus or sku in parcel.skus]
    events = [event for parcel in parcels for event in parcel.events]
    newest = max(events, key=lambda event: event.at, default=None)
    return Tracking(_state(order, parcels), newest.at if newest else None, newest, parcels)


def _state(order: Order, parcels: Sequence[Shipment]) -> str | None:
    if not parcels:
        return "delivered" if order.status in ("delivered", "completed") else "none"
    states = {TRACKING.get(parcel.state or "") or _guess(order, parcel) for parcel in parcels}
    if None in states and not states & {"lost", "stalled"}:
        return None
    return next(state for state in WORST_FIRST if state in states)


def _guess(order: Order, parcel: Shipment) -> str | None:
    if order.status in ("delivered", "completed"):
        return "delivered"
    return None if parcel.events else "none"
