"""The facts of a case, read and checked once, flat, as the checks want them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from policy_kb.errors import CaseError
from policy_kb.money import read_amount
from policy_kb.readers import (
    COUNTRY,
    CURRENCY,
    Reader,
    matching,
    one_of,
    read_count,
    read_flag,
    read_instant,
    read_instant_or_date,
    read_tags,
    read_text,
    read_units,
    some_of,
)
from policy_kb.vocabulary import (
    CONDITIONS,
    EVIDENCE,
    FAULTS,
    ORDER_TYPES,
    REASONS,
    REQUESTS,
    STATUSES,
    TRACKING_STATES,
)


class Facts:
    """One case, flat; None is unknown. Times carry an offset, money is Decimal."""

    store: str
    as_of: datetime
    request: str | None = None
    number: str | None = None
    currency: str | None = None
    status: str | None = None
    order_type: str | None = None
    placed_at: datetime | None = None
    processed_at: datetime | None = None
    expected_ship_at: datetime | date | None = None
    shipped_at: datetime | None = None
    expected_delivery_at: datetime | date | None = None
    delivered_at: datetime | None = None
    shipping_fee: Decimal | None = None
    items_total: Decimal | None = None
    tracking: str | None = None
    last_update_at: datetime | None = None
    sku: str | None = None
    item_name: str | None = None
    category: str | None = None
    price: Decimal | None = None
    ordered: int | None = None
    tax: Decimal | None = None
    tags: frozenset[str] = frozenset()
    warranty_until: datetime | date | None = None
    times_returned: int | None = None
    reason: str | None = None
    quantity: int | None = None
    reported_at: datetime
    opened: bool | None = None
    used: bool | None = None
    installed: bool | None = None
    activated: bool | None = None
    mint: bool | None = None
    usable: bool | None = None
    accessories_complete: bool | None = None
    tags_intact: bool | None = None
    gift_lost_or_damaged: bool | None = None
    invoice_lost: bool | None = None
    faults: frozenset[str] = frozenset()
    pickup: bool = False
    evidence: frozenset[str] = frozenset()
    country: str | None = None
    returns_last_12_months: int | None = None
    suspected_fraud: bool = False
    memo: dict[str, Any]

    def __init__(self) -> None:
        self.memo = {}

    def replaced(self, name: str, value: object) -> "Facts":
        """A copy with one fact set."""
        copy = Facts()
        copy.__dict__.update(self.__dict__)
        copy.__dict__[name] = value
        copy.memo = {}
        return copy


# section -> field of the case -> (name in Facts, how to read it)
FIELDS: dict[str, dict[str, tuple[str, Reader]]] = {
    "order": {
        "number": ("number", read_text),
        "currency": ("currency", matching(CURRENCY, "a currency code such as KES")),
        "status": ("status", one_of(STATUSES)),
        "type": ("order_type", one_of(ORDER_TYPES)),
        "placed_at": ("placed_at", read_instant),
        "processed_at": ("processed_at", read_instant),
        "expected_ship_at": ("expected_ship_at", read_instant_or_date),
        "shipped_at": ("shipped_at", read_instant),
        "expected_delivery_at": ("expected_delivery_at", read_instant_or_date),
        "delivered_at": ("delivered_at", read_instant),
        "shipping_fee": ("shipping_fee", read_amount),
        "items_total": ("items_total", read_amount),
    },
    "order.tracking": {
        "state": ("tracking", one_of(TRACKING_STATES)),
        "last_update_at": ("last_update_at", read_instant),
    },
    "item": {
        "sku": ("sku", read_text),
        "name": ("item_name", read_text),
        "category": ("category", read_text),
        "price": ("price", read_amount),
        "quantity": ("ordered", read_units),
        "tax": ("tax", read_amount),
        "tags": ("tags", read_tags),
        "warranty_until": ("warranty_until", read_instant_or_date),
        "times_returned": ("times_returned", read_count),
    },
    "claim": {
        "reason": ("reason", one_of(REASONS)),
        "quantity": ("quantity", read_units),
        "reported_at": ("reported_at", read_instant),
        "faults": ("faults", some_of(FAULTS)),
        "pickup": ("pickup", read_flag),
        "evidence": ("evidence", some_of(EVIDENCE)),
    },
    "claim.condition": {name: (name, read_flag) for name in CONDITIONS},
    "customer": {
        "country": ("country", matching(COUNTRY, "a country code such as KE")),
        "returns_last_12_months": ("returns_last_12_months", read_count),
        "suspected_fraud": ("suspected_fraud", read_flag),
    },
}
_NESTED = {"order": "tracking", "claim": "condition"}
_TOP = frozenset({"store", "as_of", "request", "order", "item", "claim", "customer"})
# The path of each fact, as `missing_facts` names it.
PATHS: dict[str, str] = {
    "request": "request",
    **{name: f"{section}.{key}" for section, keys in FIELDS.items() for key, (name, _) in keys.items()},
}
NAMES = {path: name for name, path in PATHS.items()}

_READERS = {
    section: {key: (name, read, f"{section}.{key}") for key, (name, read) in keys.items() if key != "tags"}
    for section, keys in FIELDS.items()
}
_request = one_of(REQUESTS)


def read_case(case: Mapping[str, Any], extra_tags: frozenset[str] = frozenset()) -> Facts:
    """The facts of a case as JSON gives it; CaseError names the first field that cannot be used."""
    if not isinstance(case, Mapping):
        raise CaseError("case", "must be an object")
    if not case.keys() <= _TOP:
        raise CaseError(str(next(key for key in case if key not in _TOP)), "unknown field")
    facts = Facts()
    found = facts.__dict__
    found["store"] = case.get("store")
    if (as_of := case.get("as_of")) is None:
        raise CaseError("as_of", "is needed: the moment the case is judged at")
    found["as_of"] = read_instant(as_of, "as_of")
    if (request := case.get("request")) is not None:
        found["request"] = _request(request, "request")
    _read_section(case.get("order"), "order", found, extra_tags)
    _read_section(case.get("item"), "item", found, extra_tags)
    _read_section(case.get("claim"), "claim", found, extra_tags)
    _read_section(case.get("customer"), "customer", found, extra_tags)
    _refuse_contradictions(facts)
    return facts


def _read_section(section: object, name: str, found: dict[str, Any], extra_tags: frozenset[str]) -> None:
    if section is None:
        return
    if type(section) is not dict and not isinstance(section, Mapping):
        raise CaseError(name, f"must be an object, not {section!r}")
    readers, nested = _READERS[name], _NESTED.get(name)
    for key, value in section.items():
        if key in readers:
            if value is not None:
                fact, read, path = readers[key]
                found[fact] = read(value, path)
        elif key == nested:
            _read_section(value, f"{name}.{key}", found, extra_tags)
        elif key == "tags" and name == "item":
            found["tags"] = _tags(value, extra_tags)
        else:
            raise CaseError(f"{name}.{key}", "unknown field")


def _tags(value: object, own: frozenset[str]) -> frozenset[str]:
    """The item's tags, of the usual ones or of the pack's own."""
    if value is None:
        return frozenset()
    if not own or not isinstance(value, list | tuple):
        return read_tags(value, "item.tags")  # type: ignore[no-any-return]
    known = own.intersection(entry for entry in value if isinstance(entry, str))
    rest = [entry for entry in value if not isinstance(entry, str) or entry not in known]
    return known | read_tags(rest, "item.tags")  # type: ignore[no-any-return]


def _refuse_contradictions(facts: Facts) -> None:
    """What happened happened in order, none of it after `as_of`; nobody claims more than was ordered."""
    _refuse_dates_ahead_of_status(facts)
    as_of, earlier, path = facts.as_of, None, ""
    for name in ("placed_at", "processed_at", "shipped_at", "delivered_at"):
        moment: datetime | None = getattr(facts, name)
        if moment is None:
            continue
        if earlier is not None and moment < earlier:
            raise CaseError(f"order.{name}", f"lies before {path}")
        if moment > as_of:
            raise CaseError(f"order.{name}", "lies after as_of")
        earlier, path = moment, f"order.{name}"
    reported = facts.__dict__.get("reported_at")
    if reported is None:
        facts.reported_at = as_of
    elif reported > as_of:
        raise CaseError("claim.reported_at", "lies after as_of")
    elif facts.placed_at is not None and reported < facts.placed_at:
        raise CaseError("claim.reported_at", "lies before order.placed_at")
    if facts.quantity is not None and facts.ordered is not None and facts.quantity > facts.ordered:
        raise CaseError("claim.quantity", f"{facts.quantity} claimed, {facts.ordered} ordered")


def _refuse_dates_ahead_of_status(facts: Facts) -> None:
    """An order that has not got so far has no date for it."""
    if facts.delivered_at is not None and facts.status in ("pending", "processed", "shipped"):
        raise CaseError("order.delivered_at", f"is given, but order.status is {facts.status!r}")
    if facts.shipped_at is not None and facts.status in ("pending", "processed"):
        raise CaseError("order.shipped_at", f"is given, but order.status is {facts.status!r}")
