"""Orders and cases as a few plain lines for the terminal."""

from collections.abc import Iterable, Iterator
from typing import Any


def case_lines(cases: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One line a case."""
    for case in cases:
        lines = ", ".join(f"{item['quantity']} × {item['sku']}" for item in case["items"]) or "-"
        yield (
            f"{case['created_at'][:16]}  {case['number']}  {case['store']}  {case['order']}  "
            f"{case['kind']} ({case['reason'] or '-'})  {case['state']}  {lines}"
        )


def order_lines(order: dict[str, Any]) -> Iterator[str]:
    """A head line, the lines, the parcels with their scans."""
    yield f"{order['number']} of {order['store']}: {order['status']}, placed {order['placed_at'][:16]}"
    for item in order["items"]:
        price = f"{item['price']} {order['currency']}"
        yield f"  {item['quantity']} × {item['name']} ({item['sku']}), {price} each"
    for parcel in order["shipments"]:
        name = f"{parcel['carrier'] or 'parcel'} {parcel['tracking_number'] or ''}".rstrip()
        yield f"  {name}: {parcel['state'] or 'unknown'}"
        for event in parcel["events"]:
            yield f"    {event['at'][:16]}  {event['place'] or ''}  {event['text']}"
