"""The import format, checked: what a store's file must look like (docs/shop.md)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

from shop.models import TRACKING
from shop.numbers import number_key


def _within_reason(value: datetime) -> datetime:
    if not 1970 <= value.year <= 2199:
        raise ValueError("must lie between 1970 and 2199")
    return value


def _written_out(value: object) -> object:
    if not isinstance(value, str) or "-" not in value:
        raise ValueError("must be an ISO 8601 time with an offset")
    return value


def _no_truth(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("must be an amount")
    return value


def _one_of_tracking(value: str) -> str:
    if value not in TRACKING:
        raise ValueError("must be one of " + ", ".join(TRACKING))
    return value


def _a_day_or_instant(value: str) -> str:
    if len(value) == 10:
        date.fromisoformat(value)
    elif datetime.fromisoformat(value).tzinfo is None:
        raise ValueError("an instant needs an offset")
    return value


def _has_letters_or_digits(value: str) -> str:
    if not number_key(value):
        raise ValueError("must have letters or digits")
    return value


def _text(length: int) -> StringConstraints:
    return StringConstraints(min_length=1, max_length=length, strip_whitespace=True)


Amount = Annotated[
    Decimal,
    BeforeValidator(_no_truth),
    Field(ge=0, max_digits=18, decimal_places=4),
    AfterValidator(abs),  # "-0.00" is nothing, too
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written_out),
    AfterValidator(_within_reason),
    PlainSerializer(lambda value: value.isoformat(), return_type=str),
]
Short = Annotated[str, _text(64)]
Medium = Annotated[str, _text(100)]
Long = Annotated[str, _text(300)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2}$", to_upper=True)]
Count = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class Record(BaseModel):
    """A part of the file; a key that the format doesn't have is a mistake, not an extra."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _no_null_characters(cls, data: object) -> object:
        for name, value in data.items() if isinstance(data, dict) else ():
            texts = value if isinstance(value, list) else [value]
            if any(isinstance(text, str) and "\0" in text for text in texts):
                raise ValueError(f"{name} has a null character, which no database keeps")
        return data


class CustomerRecord(Record):
    """The buyer; without e-mail and phone nobody can be recognised as its buyer."""

    name: Annotated[str, _text(200)] | None = None
    email: Annotated[str, _text(320)] | None = None
    phone: Short | None = None
    country: Country | None = None
    returns_last_12_months: Count | None = None
    suspected_fraud: bool | None = None

    @model_serializer(mode="wrap")
    def _leave_out_unsuspected(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = write(self)
        if self.suspected_fraud is None:
            del fields["suspected_fraud"]
        return fields


class AddressRecord(Record):
    """Where the order goes."""

    line1: Long | None = None
    line2: Long | None = None
    city: Long | None = None
    region: Long | None = None
    postcode: Short | None = None
    country: Medium | None = None

    @model_serializer(mode="wrap")
    def _as_stated(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = write(self)
        return {name: value for name, value in fields.items() if name in self.model_fields_set}


class ItemRecord(Record):
    """One line; price and tax are per unit."""

    sku: Medium
    name: Long
    category: Medium | None = None
    price: Amount
    quantity: Annotated[int, Field(ge=1, le=1_000_000, strict=True)]
    tax: Amount | None = None
    tags: list[Medium] = []
    warranty_until: Annotated[str, AfterValidator(_a_day_or_instant)] | None = None
    times_returned: Count | None = None

    @model_validator(mode="before")
    @classmethod
    def _no_tags_is_none_reported(cls, data: object) -> object:
        if isinstance(data, dict) and data.get("tags", ()) is None:
            return {**data, "tags": []}
        return data


class EventRecord(Record):
    """One scan of a parcel."""

    at: Moment
    place: Annotated[str, _text(200)] | None = None
    text: Annotated[str, _text(500)]


class ShipmentRecord(Record):
    """A parcel; no `skus` means all lines."""

    carrier: Medium | None = None
    tracking_number: Medium | None = None
    state: Annotated[str, AfterValidator(_one_of_tracking)] | None = None
    skus: list[Medium] = []
    events: list[EventRecord] = []


class OrderRecord(Record):
    """One order of the file."""

    store: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
    number: Annotated[Short, AfterValidator(_has_letters_or_digits)]
    status: Literal["pending", "processed", "shipped", "delivered", "completed", "cancelled", "returned"]
    type: Literal["domestic", "global"] | None = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    customer: CustomerRecord
    shipping_address: AddressRecord | None = None
    placed_at: Moment
    processed_at: Moment | None = None
    expected_ship_at: Moment | None = None
    shipped_at: Moment | None = None
    expected_delivery_at: Moment | None = None
    delivered_at: Moment | None = None
    shipping_fee: Amount | None = None
    payment_method: Short | None = None
    items: Annotated[list[ItemRecord], Field(min_length=1)]
    shipments: list[ShipmentRecord] = []

    @model_validator(mode="after")
    def _dates_follow_each_other(self) -> Self:
        for name in ("processed_at", "shipped_at", "delivered_at"):
            moment = getattr(self, name)
            if moment is not None and moment < self.placed_at:
                raise ValueError(f"{name} is before placed_at")
        if self.shipped_at and self.delivered_at and self.delivered_at < self.shipped_at:
            raise ValueError("delivered_at is before shipped_at")
        return self

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        skus = [item.sku for item in self.items]
        for sku in skus:
            if skus.count(sku) > 1:
                raise ValueError(f"items: sku {sku} is there twice; a claim could not tell its lines apart")
        for parcel in self.shipments:
            if unknown := set(parcel.skus) - set(skus):
                raise ValueError(f"shipments: no line has sku {min(unknown)}")
        return self
