"""How a pack writes a condition, and the words that its other parts share."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from msgspec import Meta, Struct
from msgspec.structs import force_setattr

_WORDS = (
    "request",
    "reason",
    "status",
    "order_type",
    "tracking",
    "category",
    "tags",
    "faults",
    "evidence",
    "country",
    "currency",
)

Day = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Slug = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
Code = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$")]
JudgedBy = Annotated[
    Literal["order", "report"],
    Meta(description="Which day's version counts: that of the order (pinned at purchase) or of the report."),
]
DayOfYear = Annotated[str, Meta(pattern=r"^\d{2}-\d{2}$")]
Value = int | Annotated[str, Meta(pattern=r"^(\$[a-z][a-z0-9_]*|\d+(\.\d+)?)$")]
Text = Annotated[str, Meta(min_length=1)]


# A word or a list of them; a single word becomes a list.
if TYPE_CHECKING:
    Words = list[str]
else:
    Words = str | Annotated[list[str], Meta(min_length=1)]


class Part(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A mapping in a pack: unknown keys are mistakes."""

    _words: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        """Make lists of single words."""
        for name in self._words:
            word = getattr(self, name)
            if isinstance(word, str):
                force_setattr(self, name, [word])


class When(Part, kw_only=True, frozen=True):
    """A condition: everything that it names must hold."""

    _words: ClassVar[tuple[str, ...]] = _WORDS

    any: Annotated[list["When"] | None, Meta(description="At least one of these holds.")] = None
    all: Annotated[list["When"] | None, Meta(description="All of these hold.")] = None
    no: Annotated["When | None", Meta(description="This does not hold.")] = None
    request: Annotated[Words | None, Meta(description="What is asked for is one of these.")] = None
    reason: Annotated[
        Words | None, Meta(description="The claim's reason, or its group, is one of these.")
    ] = None
    status: Annotated[Words | None, Meta(description="The order's status is one of these.")] = None
    delivered: Annotated[
        bool | None,
        Meta(description="The order is delivered or completed; false: it is on its way or earlier."),
    ] = None
    order_type: Annotated[Words | None, Meta(description="The order is domestic or global.")] = None
    tracking: Annotated[Words | None, Meta(description="The tracking state is one of these.")] = None
    category: Annotated[Words | None, Meta(description="The item's category is in one of these groups.")] = (
        None
    )
    tags: Annotated[Words | None, Meta(description="The item carries at least one of these tags.")] = None
    faults: Annotated[Words | None, Meta(description="At least one of these faults was reported.")] = None
    evidence: Annotated[Words | None, Meta(description="Every one of these kinds of evidence was given.")] = (
        None
    )
    country: Annotated[
        Words | None, Meta(description="The customer's country, or its group, is one of these.")
    ] = None
    currency: Annotated[Words | None, Meta(description="The order's currency is one of these.")] = None
    condition: Annotated[
        dict[str, bool] | None, Meta(description="What is known of the item: opened, used, ...")
    ] = None
    past: Annotated[str | None, Meta(description="This window had closed when the claim was reported.")] = (
        None
    )
    within: Annotated[
        str | None, Meta(description="This window was still open when the claim was reported.")
    ] = None
    due_passed: Annotated[str | None, Meta(description="The local day of this due date is over.")] = None
    warranty: Annotated[
        Literal["runs", "over"] | None, Meta(description="The item's warranty, when reported.")
    ] = None
    more_than: Annotated[
        dict[str, Value] | None, Meta(description="Each of these figures exceeds the value.")
    ] = None
    at_least: Annotated[
        dict[str, Value] | None, Meta(description="Each of these figures reaches the value.")
    ] = None
    placed_between: Annotated[
        tuple[DayOfYear, DayOfYear] | None, Meta(description="Ordered in this stretch of a year.")
    ] = None
    pickup: Annotated[bool | None, Meta(description="The parcel is fetched from the customer.")] = None
    fraud: Annotated[bool | None, Meta(description="Fraud is suspected.")] = None
