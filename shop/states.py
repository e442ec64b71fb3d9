"""The states of a case: where it begins, and where each state may lead."""

from collections.abc import Mapping
from typing import Any

from shop.errors import NotPermitted, WrongTransition

TRANSITIONS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"awaiting_review", "approved", "rejected", "closed"}),
    "awaiting_review": frozenset({"approved", "rejected", "closed"}),
    "approved": frozenset({"received", "refunded", "rejected", "closed"}),
    "received": frozenset({"refunded", "rejected", "closed"}),
    "refunded": frozenset(),
    "rejected": frozenset({"awaiting_review"}),
    "closed": frozenset(),
}
"""`open`: being looked into. `awaiting_review`: a person must decide. `approved`: agreed, goods or money
on their way. `received`: the goods are back. `refunded`: paid, over. `rejected`: refused, may be looked at
again. `closed`: over without money: withdrawn, exchanged, found or simply done."""

NO_LONGER_CLAIMS = frozenset({"rejected", "closed"})
OVER = frozenset({"refunded", "rejected", "closed"})


def first_state(kind: str, decision: Mapping[str, Any] | None) -> str:
    """Where a new case begins: done at once, agreed, or waiting for a person, as the decision says.

    Refuses what the decision does not allow: only a missing parcel may be looked into all the same.
    """
    if kind == "address_change":
        return "closed"
    if decision is None:
        return _without_leave(kind, "no decision")
    outcome = decision.get("outcome")
    if outcome == "needs_review":
        return "awaiting_review"
    if outcome != "eligible":
        return _without_leave(kind, str(outcome))
    review = decision.get("review") or {}
    return "awaiting_review" if review.get("required") and kind != "cancel" else "approved"


def check_transition(number: str, state: str, wanted: str) -> None:
    """Raise unless a case in `state` may become `wanted`."""
    if wanted not in TRANSITIONS[state]:
        raise WrongTransition(number, state, wanted)


def _without_leave(kind: str, outcome: str) -> str:
    if kind == "missing":
        return "open"
    raise NotPermitted(f"a case of kind {kind} needs an eligible decision; it is {outcome}")
