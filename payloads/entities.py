"""The entities of a button's payload, each with its type and length; whatever has others is no payload."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Reason = Literal[
    "change_of_mind", "wrong_size", "defective", "damaged", "dirty", "not_as_described", "wrong_item",
    "missing_parts", "counterfeit", "not_received", "late_delivery", "unauthorised_charge",
]  # fmt: skip
Request = Literal["return", "exchange", "refund_without_return", "cancel"]
CONDITION = (
    r"^(opened|used|installed|activated|mint|usable|accessories_complete|tags_intact|gift_lost_or_damaged|"
    r"invoice_lost):(true|false)$"
)


def _shown(text: str) -> str:
    if not text.isprintable() or not text.strip():
        raise ValueError("is blank, or has characters that can't be shown")
    return text


def _day(text: str) -> str:
    if date.fromisoformat(text).isoformat() != text:
        raise ValueError("is no day as YYYY-MM-DD")
    return text


Line = Annotated[str, AfterValidator(_shown)]


class Entities(BaseModel):
    """All of them may be left out: the defaults are never read. None may be null, a list or an object."""

    model_config = ConfigDict(extra="forbid", strict=True)

    condition: Annotated[str, StringConstraints(pattern=CONDITION)] = ""
    date: Annotated[str, AfterValidator(_day)] = ""
    email: Annotated[Line, Field(max_length=320)] = ""
    item: Annotated[Line, Field(max_length=200)] = ""
    order_number: Annotated[Line, Field(max_length=64)] = ""
    phone: Annotated[Line, Field(max_length=40)] = ""
    quantity: Annotated[int, Field(ge=1, le=9999)] | Literal["all"] = "all"
    reason: Reason = "defective"
    request: Request = "return"
    tracking_number: Annotated[Line, Field(max_length=100)] = ""


def sound(entities: Any) -> dict[str, Any] | None:
    """The entities, as they were sent, if all of them are as declared; else None."""
    try:
        Entities.model_validate(entities)
    except (ValidationError, RecursionError):
        return None
    return dict(entities)
