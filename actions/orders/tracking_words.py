"""Where an order is, in words and as a card."""

from datetime import datetime
from typing import Any

from actions.dialogue.formats import day, day_and_time
from actions.dialogue.scene import Scene
from shop.models import Order
from shop.tracking import Tracking, tracking_summary

OPEN = ("pending", "processed")
ARRIVED = ("delivered", "completed")


def tell_tracking(scene: Scene, order: Order) -> None:
    """Status, dates, carrier and newest scan of an order, then what can be done."""
    zone = scene.services.library.profile(scene.turn.store).timezone
    tracking = tracking_summary(order)
    sentences = [*_status(scene, order, zone), *_parcels(scene, order, tracking, zone)]
    after = scene.voice.word(f"utter_after_track_{_stage(order)}")
    text = " ".join([*sentences, after.text])
    scene.voice.send(text, after.buttons, {"type": "tracking", "tracking": _card(order, tracking)})


def _status(scene: Scene, order: Order, zone: str) -> list[str]:
    voice = scene.voice
    name = "delivered" if order.status in ARRIVED else order.status
    if name == "delivered" and order.delivered_at is None:
        return [voice.text("utter_order_delivered_undated", number=order.number)]
    delivered = day(order.delivered_at, zone, voice.language) if order.delivered_at else ""
    sentences = [voice.text(f"utter_order_{name}", number=order.number, delivered=delivered)]
    if name == "shipped" and order.expected_delivery_at:
        late = _is_over(order.expected_delivery_at, scene.turn.now)
        sentences.append(
            voice.text(
                "utter_order_overdue" if late else "utter_order_expected",
                date=day(order.expected_delivery_at, zone, voice.language),
            )
        )
    if name in OPEN and order.expected_ship_at and not _is_over(order.expected_ship_at, scene.turn.now):
        date = day(order.expected_ship_at, zone, voice.language)
        sentences.append(voice.text("utter_order_ship_expected", date=date))
    return sentences


def _parcels(scene: Scene, order: Order, tracking: Tracking, zone: str) -> list[str]:
    voice, sentences = scene.voice, []
    for parcel in tracking.shipments:
        if parcel.tracking_number:
            sentences.append(
                voice.text(
                    "utter_shipment_carrier",
                    carrier=parcel.carrier or "?",
                    tracking_number=parcel.tracking_number,
                )
            )
    if order.status == "shipped" and tracking.state in ("lost", "stalled", "none"):
        sentences.append(voice.text(f"utter_shipment_{tracking.state}"))
    newest = tracking.newest
    if newest:
        at = day_and_time(newest.at, zone, voice.language)
        name = "utter_shipment_event" if newest.place else "utter_shipment_event_placeless"
        sentences.append(voice.text(name, at=at, text=newest.text.rstrip("."), place=newest.place or ""))
    return sentences


def _stage(order: Order) -> str:
    if order.status in OPEN:
        return "open"
    if order.status in ARRIVED:
        return "delivered"
    return "missing" if order.status == "shipped" else "closed"


def _is_over(due: datetime, now: datetime) -> bool:
    return now.date() > due.astimezone(now.tzinfo).date()


def _card(order: Order, tracking: Tracking) -> dict[str, Any]:
    newest = tracking.newest
    return {
        "order": order.number,
        "status": order.status,
        "state": tracking.state,
        "expected_delivery_at": order.expected_delivery_at.isoformat()
        if order.expected_delivery_at
        else None,
        "delivered_at": order.delivered_at.isoformat() if order.delivered_at else None,
        "shipments": [
            {"carrier": parcel.carrier, "tracking_number": parcel.tracking_number, "state": parcel.state}
            for parcel in tracking.shipments
        ],
        "newest": {"at": newest.at.isoformat(), "place": newest.place, "text": newest.text}
        if newest
        else None,
    }
