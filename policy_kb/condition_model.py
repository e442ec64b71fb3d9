"""How a pack writes a condition, and the words that its other parts share."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
JudgedBy = Annotated[
    Literal["order", "report"],
    Field(description="Which day's version counts: that of the order (pinned at purchase) or of the report."),
]
DayOfYear = Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")]
Value = int | Annotated[str, Field(pattern=r"^(\$[a-z][a-z0-9_]*|\d+(\.\d+)?)$")]
Text = Annotated[str, Field(min_length=1)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Words = Annotated[
    list[str], BeforeValidator(_as_list, json_schema_input_type=str | list[str]), Field(min_length=1)
]


class Part(BaseModel):
    """A mapping in a pack: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Part):
    """A condition: everything that it names must hold."""

    any: list["When"] | None = Field(None, description="At least one of these holds.")
    all: list["When"] | None = Field(None, description="All of these hold.")
    no: "When | None" = Field(None, description="This does not hold.")
    request: Words | None = Field(None, description="What is asked for is one of these.")
    reason: Words | None = Field(None, description="The claim's reason, or its group, is one of these.")
    status: Words | None = Field(None, description="The order's status is one of these.")
    delivered: bool | None = Field(
        None, description="The order is delivered or completed; false: it is on its way or earlier."
    )
    order_type: Words | None = Field(None, description="The order is domestic or global.")
    tracking: Words | None = Field(None, description="The tracking state is one of these.")
    category: Words | None = Field(None, description="The item's category is in one of these groups.")
    tags: Words | None = Field(None, description="The item carries at least one of these tags.")
    faults: Words | None = Field(None, description="At least one of these faults was reported.")
    evidence: Words | None = Field(None, description="Every one of these kinds of evidence was given.")
    country: Words | None = Field(None, description="The customer's country, or its group, is one of these.")
    currency: Words | None = Field(None, description="The order's currency is one of these.")
    condition: dict[str, bool] | None = Field(
        None, description="What is known of the item: opened, used, ..."
    )
    past: str | None = Field(None, description="This window had closed when the claim was reported.")
    within: str | None = Field(None, description="This window was still open when the claim was reported.")
    due_passed: str | None = Field(None, description="The local day of this due date is over.")
    warranty: Literal["runs", "over"] | None = Field(None, description="The item's warranty, when reported.")
    more_than: dict[str, Value] | None = Field(None, description="Each of these figures exceeds the value.")
    at_least: dict[str, Value] | None = Field(None, description="Each of these figures reaches the value.")
    placed_between: tuple[DayOfYear, DayOfYear] | None = Field(
        None, description="Ordered in this stretch of a year."
    )
    pickup: bool | None = Field(None, description="The parcel is fetched from the customer.")
    fraud: bool | None = Field(None, description="Fraud is suspected.")
