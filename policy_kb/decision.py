"""The decision record: what comes out of the engine, JSON-ready."""

import json
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

Outcome = Literal["eligible", "ineligible", "needs_information", "needs_review"]


class PolicyRef(TypedDict):
    """Which version of the policy decided, and the digest of its content."""

    version: str
    digest: str


class RefundLine(TypedDict):
    """One line of a refund; a null amount is for a person to set."""

    label: str
    amount: str | None
    clause: str


class Refund(TypedDict):
    """The money: amount is the sum of the lines, or null if any of them is."""

    basis: Literal["full", "item_price", "partial", "to_be_assessed", "none"]
    amount: str | None
    currency: str
    lines: list[RefundLine]


class ReturnShipping(TypedDict):
    """Who pays for sending back, and how."""

    payer: Literal["store", "customer", "unspecified", "none"]
    method: Literal["prepaid_label", "free_pickup", "customer_advances", "customer_arranged"] | None
    notes: list[str]
    clause: str | None


class Duration(TypedDict):
    """So many hours, days, months or business days."""

    value: int
    unit: Literal["hours", "days", "months", "business_days"]


class ReviewRecord(TypedDict):
    """Who at the store looks at the claim, and how soon."""

    required: bool
    by: str | None
    within: Duration | None
    clause: str | None


class Evidence(TypedDict):
    """What is to be shown, what had better be, and what is still missing."""

    required: list[str]
    recommended: list[str]
    missing: list[str]


class DeadlineRecord(TypedDict):
    """The last moment for something."""

    what: str
    at: str
    clause: str


class TimelineStep(TypedDict):
    """A step of what follows; due is null while the event that starts its clock has not happened."""

    step: str
    after: str
    within: Duration
    due: str | None


class ClauseRef(TypedDict):
    """A clause that applied, and how."""

    id: str
    effect: Literal["forbid", "review", "require", "permit", "apply"]


class DecisionRecord(TypedDict):
    """The decision as plain data, in the order of its fields."""

    store: str
    policy: PolicyRef
    as_of: str
    outcome: Outcome
    reason_code: str
    resolutions: list[str]
    refund: Refund
    return_required: bool
    return_shipping: ReturnShipping
    review: ReviewRecord
    missing_facts: list[str]
    evidence: Evidence
    deadlines: list[DeadlineRecord]
    timeline: list[TimelineStep]
    next_steps: list[str]
    clauses: list[ClauseRef]


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


@dataclass(frozen=True, slots=True)
class Decision:
    """One frozen decision; the same case and policy version always give the same one."""

    record: DecisionRecord

    def to_dict(self) -> DecisionRecord:
        """The decision as plain data, ready for JSON; the caller's own copy."""
        copy: DecisionRecord = json.loads(_encode(self.record))
        return copy

    def to_json(self) -> str:
        """The decision's canonical text."""
        return _encode(self.record)

    def __getattr__(self, name: str) -> Any:
        """Each field of the record, as an attribute."""
        if name == "record":  # while being copied or unpickled
            raise AttributeError(name)
        try:
            return self.record[name]  # type: ignore[literal-required]
        except KeyError:
            raise AttributeError(name) from None
