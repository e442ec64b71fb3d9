"""Several requests in one message: "cancel 1001 and where is 1002" are two."""

import re
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

from components.extraction.facts import find_facts
from components.extraction.span import Span

SPLIT = re.compile(
    r"[.;?!]+\s+|,?\s+(?:and also|and then|and|also|plus|as well as|then)\s+|"
    r",\s+(?!please|pls|thanks)|\s+&\s+",
    re.IGNORECASE,
)
CLAIMS = ("return_item", "exchange_item", "report_problem")
DELIVERY = ("track_order", "missing_package")
TASKS = frozenset(
    (
        *CLAIMS,
        *DELIVERY,
        "cancel_order",
        "refund_status",
        "case_status",
        "change_address",
        "change_order",
        "request_invoice",
        "talk_to_agent",
    )
)
# What may only elaborate on the task before it: "cancel my order and refund me" is one request.
ELABORATES = {
    "cancel_order": {*CLAIMS, "refund_status", "change_order", "cancel_order"},
    "missing_package": {*CLAIMS, *DELIVERY, "refund_status"},
    "track_order": {*DELIVERY},
    "refund_status": {*CLAIMS, "refund_status", "track_order", "missing_package"},
    "case_status": {*CLAIMS, "case_status", "refund_status"},
    "change_order": {"change_order", "exchange_item", "report_problem", "cancel_order"},
    "change_address": {"change_address", "track_order", "change_order"},
    **{claim: {*CLAIMS, "refund_status", "missing_package", "change_order"} for claim in CLAIMS},
}
SURE_TASK, SURE_QUESTION = 0.5, 0.7
SHORTEST = 2
Rank = Callable[[Sequence[str]], List[List[Tuple[str, float]]]]
Segment = Dict[str, Any]


def find_segments(text: str, at: Optional[str], rank: Rank) -> List[Segment]:
    """The requests in order, each with text, intent, confidence and entities; empty unless several."""
    clauses = [clause.strip(" ,.;") for clause in SPLIT.split(text)]
    clauses = [clause for clause in clauses if clause]
    if len(clauses) < SHORTEST:
        return []
    segments: List[Segment] = []
    for clause, ranking in zip(clauses, rank(clauses)):  # noqa: B905  # one ranking for each clause
        facts = find_facts(clause, at)
        _add(segments, clause, ranking[0], facts)
    tasks = [segment for segment in segments if segment["intent"] in TASKS]
    return segments if tasks and len(segments) >= SHORTEST else []


def _add(segments: List[Segment], clause: str, best: Tuple[str, float], facts: List[Span]) -> None:
    intent, confidence = best
    last = segments[-1] if segments else None
    if last and _is_just_another_order(clause, facts) and last["intent"] in TASKS:
        intent, confidence = last["intent"], last["confidence"]
    elif not _is_sure(intent, confidence, clause):
        _extend(last, clause, facts)
        return
    segment = {
        "text": clause,
        "intent": intent,
        "confidence": confidence,
        "entities": [fact.as_entity(clause) for fact in facts],
    }
    if last and not _is_separate(last, segment):
        _extend(last, clause, facts)
    else:
        segments.append(segment)


def _is_sure(intent: str, confidence: float, clause: str) -> bool:
    if len(clause.split()) < SHORTEST:
        return False
    if intent in TASKS:
        return confidence >= SURE_TASK
    return intent.startswith("faq/") and confidence >= SURE_QUESTION


def _extend(last: Optional[Segment], clause: str, facts: List[Span]) -> None:
    if last:
        last["text"] = f"{last['text']}, {clause}"
        last["entities"] = last["entities"] + [fact.as_entity(clause) for fact in facts]


def _is_separate(last: Segment, new: Segment) -> bool:
    new_orders = _orders(new) - _orders(last)
    if _orders(last) and new_orders:
        return True
    return new["intent"] != last["intent"] and new["intent"] not in ELABORATES.get(last["intent"], set())


def _orders(segment: Segment) -> "set[str]":
    return {entry["value"] for entry in segment["entities"] if entry["entity"] == "order_number"}


def _is_just_another_order(clause: str, facts: List[Span]) -> bool:
    orders = [fact for fact in facts if fact.entity == "order_number"]
    rest = clause
    for order in reversed(orders):
        rest = rest[: order.start] + rest[order.end :]
    return bool(orders) and not re.sub(r"(?i)\b(?:order|number|no|the|too|both|please)\b|[\W_]", "", rest)
