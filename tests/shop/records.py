"""Order records for tests, as an import file would have them."""

from typing import Any

NUMBER_SHAPES = (  # as shops write their order numbers: digits alone, groups, years, letters of any alphabet
    "8123456789012345",
    "112-1234567-1234567",
    "100000012-1",
    "2026/0042",
    "12345-A",
    "INV.2026.15",
    "ЗАКАЗ-77",
)


def order_data(number: str = "KM-1001", **changes: Any) -> dict[str, Any]:
    """A delivered order with two lines; `changes` replace whole fields."""
    data: dict[str, Any] = {
        "store": "alpha",
        "number": number,
        "status": "delivered",
        "type": "domestic",
        "currency": "KES",
        "customer": {
            "name": "Amina Otieno",
            "email": "a@example.com",
            "phone": "+254700000001",
            "country": "KE",
            "returns_last_12_months": 0,
        },
        "shipping_address": {"line1": "1 Moi Road", "city": "Nairobi", "postcode": "00100", "country": "KE"},
        "placed_at": "2026-11-16T12:00:00+00:00",
        "processed_at": "2026-11-16T15:00:00+00:00",
        "expected_ship_at": None,
        "shipped_at": "2026-11-17T12:00:00+00:00",
        "expected_delivery_at": None,
        "delivered_at": "2026-11-20T12:00:00+00:00",
        "shipping_fee": "250.00",
        "payment_method": "mpesa",
        "items": [item_data("KET-BLUE", "Blue kettle", quantity=2), item_data("KET-RED", "Red kettle")],
        "shipments": [
            {
                "carrier": "Acme",
                "tracking_number": "AC123",
                "state": "delivered",
                "skus": ["KET-BLUE", "KET-RED"],
                "events": [
                    {"at": "2026-11-17T12:00:00+00:00", "place": "Mombasa", "text": "Picked up"},
                    {"at": "2026-11-20T12:00:00+00:00", "place": "Nairobi", "text": "Delivered"},
                ],
            }
        ],
    }
    return data | changes


def item_data(sku: str, name: str, **changes: Any) -> dict[str, Any]:
    """One line."""
    data: dict[str, Any] = {
        "sku": sku,
        "name": name,
        "category": "kitchen",
        "price": "1500.00",
        "quantity": 1,
        "tax": None,
        "tags": [],
        "warranty_until": None,
        "times_returned": 0,
    }
    return data | changes


def pending_data(number: str = "KM-1002", **changes: Any) -> dict[str, Any]:
    """An order that was just placed."""
    nothing = dict.fromkeys(("processed_at", "shipped_at", "delivered_at"))
    return order_data(number, status="pending", shipments=[], **nothing, **changes)
