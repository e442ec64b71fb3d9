"""What a policy pack may say: the shape of its YAML, from which the published JSON Schema is made."""

# ruff: noqa: RUF012 - msgspec copies defaults

from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta, field

from policy_kb.condition_model import Code, Day, DayOfYear, JudgedBy, Part, Slug, Text, Value, When, Words


class Dated(Part, kw_only=True, frozen=True):
    """A value from a day on, with the clause that says so; null ends the rule."""

    value: Value | None
    clause: str


class Parameter(Part, kw_only=True, frozen=True):
    """A figure of the policy, by the day from which it holds."""

    description: Text
    unit: Literal["hour", "day", "month", "business_day", "percent", "amount", "count"]
    judged_by: JudgedBy = "order"
    values: Annotated[dict[Day, Dated], Meta(min_length=1)]


class Clause(Part, kw_only=True, frozen=True):
    """One thing the store's text says, in our own words, and where it says so."""

    summary: Text
    place: Annotated[Text, Meta(description="Where in the source: heading, line or paragraph.")]
    file: Annotated[str | None, Meta(description="The source file, if not the pack's.")] = None
    since: Day | None = None
    until: Day | None = None


class Record(Part, kw_only=True, frozen=True):
    """A gap, conflict or assumption that the store should know of."""

    _words: ClassVar[tuple[str, ...]] = ("clauses",)

    kind: Literal["gap", "conflict", "assumption"]
    text: Text
    clauses: Words
    place: Text
    since: Day | None = None
    until: Day | None = None


class Extension(Part, kw_only=True, frozen=True):
    """Another length, or a last day of the year, for a window under a condition."""

    when: When
    span: str | None = None
    until: Annotated[
        DayOfYear | None, Meta(description="Open to the end of this day after the order, if that is later.")
    ] = None
    clause: str | None = None


class Window(Part, kw_only=True, frozen=True):
    """A stretch of time after an event in which something must be done."""

    after: Annotated[
        str, Meta(description="The path of the time it is counted from, such as order.delivered_at.")
    ]
    span: Annotated[str, Meta(pattern=r"^\$")]
    judged_at: Literal["reported_at", "as_of"] = "reported_at"
    cases: list[Extension] = []


class NextStep(Part, kw_only=True, frozen=True):
    """What the shopper can still do, if the condition holds."""

    step: Code
    when: When | None = None
    until: Annotated[str | None, Meta(description="The window, or item.warranty_until, that ends it.")] = None


class Rule(Part, kw_only=True, frozen=True):
    """A condition with the reason code that it gives and the clause that says so."""

    code: Code
    clause: str
    when: When | None = None
    next: list[NextStep] = []
    judged_by: JudgedBy = "order"
    since: Day | None = None
    until: Day | None = None


class EvidenceRule(Part, kw_only=True, frozen=True):
    """Evidence that a claim needs, or had better have."""

    required: list[str] = []
    recommended: list[str] = []
    clause: str
    when: When | None = None


class Offer(Part, kw_only=True, frozen=True):
    """A resolution that the policy offers under a condition."""

    resolution: Code
    clause: str
    when: When | None = None


class Line(Part, kw_only=True, frozen=True):
    """One line of a refund."""

    label: Code
    of: Literal["item", "items_total", "shipping_fee", "shipping_share", "tax", "unstated", "fixed"]
    percent: Value | None = None
    amount: Value | None = None
    when: When | None = None
    clause: str | None = None


class RefundCase(Part, kw_only=True, frozen=True):
    """How a refund is made up, under a condition; the first that fits counts."""

    when: When | None = None
    basis: Literal["full", "item_price", "partial", "to_be_assessed", "none"]
    lines: list[Line] = []
    clause: str


class ShippingCase(Part, kw_only=True, frozen=True):
    """Who pays for sending back, under a condition; the first that fits counts."""

    when: When | None = None
    payer: Literal["store", "customer", "unspecified", "none"]
    method: Literal["prepaid_label", "free_pickup", "customer_advances", "customer_arranged"] | None = None
    clause: str


class Note(Part, kw_only=True, frozen=True):
    """Something to tell whoever sends the goods back."""

    note: Code
    clause: str
    when: When | None = None


class Review(Part, kw_only=True, frozen=True):
    """Somebody at the store looks at what was submitted."""

    by: Code
    within: str | None = None
    clause: str
    when: When | None = None


class Step(Part, kw_only=True, frozen=True):
    """One step of what follows, with the time that the store gives itself or the shopper."""

    step: Code
    after: Code
    within: Annotated[str, Meta(pattern=r"^\$")]
    starts: Annotated[
        When | Literal["now"] | None,
        Meta(description="When the clock already runs at as_of: 'now', or a condition; left out: not yet."),
    ] = None
    when: When | None = None
    clause: str | None = None


class Deadline(Part, kw_only=True, frozen=True):
    """A window's end, under the name it is announced by."""

    what: Literal["report_by", "return_by", "cancel_by"]
    window: str
    when: When | None = None


class Answer(Part, kw_only=True, frozen=True):
    """What the store's text says to a question; {name} stands for a parameter."""

    _words: ClassVar[tuple[str, ...]] = ("clauses",)

    text: Text
    clauses: Words


class Ask(Part, kw_only=True, frozen=True):
    """A fact that may be asked for, and for which cases."""

    fact: str
    when: When | None = None


class Groups(Part, kw_only=True, frozen=True):
    """Names for sets of words, used in conditions."""

    categories: dict[Slug, list[Slug]] = {}
    reasons: dict[Slug, list[str]] = {}
    countries: dict[Slug, list[str]] = {}
    tags: Annotated[list[Slug], Meta(description="Tags of this store's own, beside the usual ones.")] = []


class BusinessDays(Part, kw_only=True, frozen=True):
    """The days on which the store works."""

    days: Annotated[list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Meta(min_length=1)]
    holidays: Annotated[str | None, Meta(description="The country whose public holidays are days off.")] = (
        None
    )


class Derived(Part, kw_only=True, frozen=True):
    """Tracking that is not given follows from the age of the carrier's last scan."""

    stalled_after: Annotated[str, Meta(pattern=r"^\$")]
    clause: str


class Scenario(Part, kw_only=True, frozen=True):
    """A worked case: changes to the pack's base case, and what must come out."""

    name: Text
    base: str = "base"
    case: dict[str, Any] = {}
    expect: Annotated[dict[str, Any], Meta(min_length=1)]


class Pack(Part, kw_only=True, frozen=True):
    """One store's after-sales policy."""

    store: Slug
    name: Text
    since: Annotated[Day, Meta(description="The first day on which the policy holds.")]
    source: Annotated[Text, Meta(description="The file of the store's own text.")]
    language: str = "en"
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$")]
    timezone: Text
    business_days: BusinessDays
    groups: Groups = field(default_factory=Groups)
    parameters: dict[Code, Parameter] = {}
    clauses: dict[str, Clause]
    translations: Annotated[
        dict[str, dict[str, Text]],
        Meta(description="What clauses say in other languages, by language and id."),
    ] = {}
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
    wording: Annotated[
        dict[Code, Text], Meta(description="Sentences for this pack's own codes and steps.")
    ] = {}
    bases: Annotated[
        dict[str, dict[str, Any]], Meta(description="Whole cases that scenarios start from.")
    ] = {}
    scenarios: list[Scenario] = []
