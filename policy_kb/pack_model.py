"""What a policy pack may say: the shape of its YAML, from which the published JSON Schema is made."""

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


class Dated(Part):
    """A value from a day on, with the clause that says so; null ends the rule."""

    value: Value | None
    clause: str


class Parameter(Part):
    """A figure of the policy, by the day from which it holds."""

    description: Text
    unit: Literal["hour", "day", "month", "business_day", "percent", "amount", "count"]
    judged_by: JudgedBy = "order"
    values: dict[Day, Dated] = Field(min_length=1)


class Clause(Part):
    """One thing the store's text says, in our own words, and where it says so."""

    summary: Text
    place: Text = Field(description="Where in the source: heading, line or paragraph.")
    file: str | None = Field(None, description="The source file, if not the pack's.")
    since: Day | None = None
    until: Day | None = None


class Record(Part):
    """A gap, conflict or assumption that the store should know of."""

    kind: Literal["gap", "conflict", "assumption"]
    text: Text
    clauses: Words
    place: Text
    since: Day | None = None
    until: Day | None = None


class Extension(Part):
    """Another length, or a last day of the year, for a window under a condition."""

    when: When
    span: str | None = None
    until: DayOfYear | None = Field(
        None, description="Open to the end of this day after the order, if that is later."
    )
    clause: str | None = None


class Window(Part):
    """A stretch of time after an event in which something must be done."""

    after: str = Field(description="The path of the time it is counted from, such as order.delivered_at.")
    span: Annotated[str, Field(pattern=r"^\$")]
    judged_at: Literal["reported_at", "as_of"] = "reported_at"
    cases: list[Extension] = []


class NextStep(Part):
    """What the shopper can still do, if the condition holds."""

    step: Code
    when: When | None = None
    until: str | None = Field(None, description="The window, or item.warranty_until, that ends it.")


class Rule(Part):
    """A condition with the reason code that it gives and the clause that says so."""

    code: Code
    clause: str
    when: When | None = None
    next: list[NextStep] = []
    judged_by: JudgedBy = "order"
    since: Day | None = None
    until: Day | None = None


class EvidenceRule(Part):
    """Evidence that a claim needs, or had better have."""

    required: list[str] = []
    recommended: list[str] = []
    clause: str
    when: When | None = None


class Offer(Part):
    """A resolution that the policy offers under a condition."""

    resolution: Code
    clause: str
    when: When | None = None


class Line(Part):
    """One line of a refund."""

    label: Code
    of: Literal["item", "items_total", "shipping_fee", "shipping_share", "tax", "unstated", "fixed"]
    percent: Value | None = None
    amount: Value | None = None
    when: When | None = None
    clause: str | None = None


class RefundCase(Part):
    """How a refund is made up, under a condition; the first that fits counts."""

    when: When | None = None
    basis: Literal["full", "item_price", "partial", "to_be_assessed", "none"]
    lines: list[Line] = []
    clause: str


class ShippingCase(Part):
    """Who pays for sending back, under a condition; the first that fits counts."""

    when: When | None = None
    payer: Literal["store", "customer", "unspecified", "none"]
    method: Literal["prepaid_label", "free_pickup", "customer_advances", "customer_arranged"] | None = None
    clause: str


class Note(Part):
    """Something to tell whoever sends the goods back."""

    note: Code
    clause: str
    when: When | None = None


class Review(Part):
    """Somebody at the store looks at what was submitted."""

    by: Code
    within: str | None = None
    clause: str
    when: When | None = None


class Step(Part):
    """One step of what follows, with the time that the store gives itself or the shopper."""

    step: Code
    after: Code
    within: Annotated[str, Field(pattern=r"^\$")]
    starts: When | Literal["now"] | None = Field(
        None, description="When the clock already runs at as_of: 'now', or a condition; left out: not yet."
    )
    when: When | None = None
    clause: str | None = None


class Deadline(Part):
    """A window's end, under the name it is announced by."""

    what: Literal["report_by", "return_by", "cancel_by"]
    window: str
    when: When | None = None


class Answer(Part):
    """What the store's text says to a question; {name} stands for a parameter."""

    text: Text
    clauses: Words


class Ask(Part):
    """A fact that may be asked for, and for which cases."""

    fact: str
    when: When | None = None


class Groups(Part):
    """Names for sets of words, used in conditions."""

    categories: dict[Slug, list[Slug]] = {}
    reasons: dict[Slug, list[str]] = {}
    countries: dict[Slug, list[str]] = {}
    tags: list[Slug] = Field([], description="Tags of this store's own, beside the usual ones.")


class BusinessDays(Part):
    """The days on which the store works."""

    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] = Field(min_length=1)
    holidays: str | None = Field(None, description="The country whose public holidays are days off.")


class Derived(Part):
    """Tracking that is not given follows from the age of the carrier's last scan."""

    stalled_after: Annotated[str, Field(pattern=r"^\$")]
    clause: str


class Scenario(Part):
    """A worked case: changes to the pack's base case, and what must come out."""

    name: Text
    base: str = "base"
    case: dict[str, Any] = {}
    expect: dict[str, Any] = Field(min_length=1)


class Pack(Part):
    """One store's after-sales policy."""

    store: Slug
    name: Text
    since: Day = Field(description="The first day on which the policy holds.")
    source: Text = Field(description="The file of the store's own text.")
    language: str = "en"
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    timezone: Text
    business_days: BusinessDays
    groups: Groups = Groups()
    parameters: dict[Code, Parameter] = {}
    clauses: dict[str, Clause]
    records: dict[str, Record] = {}
    asks: list[str | Ask] = []
    derived_tracking: Derived | None = None
    windows: dict[Code, Window] = {}
    blocks: list[Rule] = []
    reviews: list[Rule] = []
    grants: list[Rule] = []
    evidence: list[EvidenceRule] = []
    resolutions: list[Offer] = []
    refund: list[RefundCase] = []
    deductions: list[Line] = []
    shipping: list[ShippingCase] = []
    notes: list[Note] = []
    review: list[Review] = []
    timeline: list[Step] = []
    deadlines: list[Deadline] = []
    next_steps: list[NextStep] = []
    answers: dict[Code, Answer] = {}
    wording: dict[Code, Text] = Field({}, description="Sentences for this pack's own codes and steps.")
    bases: dict[str, dict[str, Any]] = Field({}, description="Whole cases that scenarios start from.")
    scenarios: list[Scenario] = []
