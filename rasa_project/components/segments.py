"""Several requests in one message: "cancel 1001 and where is 1002" are two."""

from typing import Any, Dict, List, Mapping, Optional, Sequence, Set, Tuple

from components.extraction.codes import find_codes
from components.extraction.facts import find_facts
from components.extraction.span import Span

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
    "cancel_order": {*CLAIMS, "refund_status", "case_status", "change_order", "cancel_order"},
    "missing_package": {*CLAIMS, *DELIVERY, "refund_status"},
    "track_order": {*DELIVERY},
    "refund_status": {*CLAIMS, "refund_status", "track_order", "missing_package"},
    "case_status": {*CLAIMS, "case_status", "refund_status"},
    "change_order": {"change_order", "exchange_item", "report_problem", "cancel_order"},
    "change_address": {"change_address", "track_order", "case_status", "change_order"},
    **{
        claim: {*CLAIMS, "refund_status", "case_status", "missing_package", "change_order"}
        for claim in CLAIMS
    },
}
SURE_TASK, SURE_QUESTION, SURE_STATEMENT, SURE_WHOLE = 0.5, 0.7, 0.9, 0.8
SURE_ACT = 0.5
ASKED = frozenset({"question", "request"})
SHORTEST, BARE = 2, 3
Clause = Mapping[str, Any]
Segment = Dict[str, Any]
Winner = Tuple[str, float]


def find_segments(
    clauses: Sequence[Clause], best: Sequence[Winner], whole: Winner, at: Optional[str]
) -> List[Segment]:
    """The requests in order, each with text, intent, confidence and entities; empty unless several.

    `best` is the likeliest intent of each clause. `whole` is what the message as a whole means: what is only
    told besides is then no request.
    """
    segments: List[Segment] = []
    for clause, winner in zip(clauses, best):  # noqa: B905  # one winner for each clause
        _add(segments, clause, winner)
    segments = _without_told(segments, whole)
    is_several = len(segments) >= SHORTEST and any(segment["intent"] in TASKS for segment in segments)
    return [_told(segment, at) for segment in segments] if is_several else []


def _without_told(segments: List[Segment], whole: Winner) -> List[Segment]:
    """ "My kid ordered this unasked. Stop the order!" is one request, however the first half sounds."""
    intent, confidence = whole
    meant = [segment for segment in segments if segment["intent"] == intent]
    if not meant or intent not in TASKS or confidence < SURE_WHOLE:
        return segments
    orders: Set[str] = set().union(*(segment["orders"] for segment in meant))
    return [
        segment
        for segment in segments
        if segment["intent"] == intent
        or segment["is_asked"]
        or segment["confidence"] >= SURE_WHOLE
        or segment["orders"] - orders
    ]


def _add(segments: List[Segment], clause: Clause, best: Winner) -> None:
    intent, confidence = best
    last = segments[-1] if segments else None
    orders = [code for code in find_codes(clause["text"]) if code.entity == "order_number"]
    is_asked = _is_asked(clause)
    if last and last["intent"] in TASKS and _is_just_another_order(clause, orders):
        intent, confidence = last["intent"], last["confidence"]
    elif not _is_sure(intent, confidence, clause, is_asked):
        _extend(last, clause, orders)
        return
    segment: Segment = {"clauses": [], "orders": set(), "intent": intent, "confidence": confidence}
    segment["is_asked"] = is_asked
    _extend(segment, clause, orders)
    if last and not _is_separate(last, segment):
        _extend(last, clause, orders)
    else:
        segments.append(segment)


def _told(segment: Segment, at: Optional[str]) -> Segment:
    """What the dialogue gets of a segment: its clauses and codes are its own."""
    facts = [
        fact.as_entity(each["text"]) for each in segment["clauses"] for fact in find_facts(each["text"], at)
    ]
    return {
        "text": ", ".join(each["text"] for each in segment["clauses"]),
        "intent": segment["intent"],
        "confidence": segment["confidence"],
        "entities": [*facts, {"entity": "clauses", "value": segment["clauses"]}],
    }


def _is_asked(clause: Clause) -> bool:
    """Whether it surely asks something, or for something."""
    act, odds = clause["act"]
    return act in ASKED and odds >= SURE_ACT


def _is_sure(intent: str, confidence: float, clause: Clause, is_asked: bool) -> bool:
    if len(clause["text"].split()) < SHORTEST:
        return False
    if intent in TASKS:
        return confidence >= SURE_TASK
    sure = SURE_QUESTION if is_asked else SURE_STATEMENT
    return intent.startswith("faq/") and confidence >= sure


def _extend(last: Optional[Segment], clause: Clause, orders: Sequence[Span]) -> None:
    if last:
        last["clauses"].append(clause)
        last["orders"].update(order.value for order in orders)


def _is_separate(last: Segment, new: Segment) -> bool:
    if last["orders"] and new["orders"] - last["orders"]:
        return True
    return new["intent"] != last["intent"] and new["intent"] not in ELABORATES.get(last["intent"], set())


def _is_just_another_order(clause: Clause, orders: Sequence[Span]) -> bool:
    """ "and 1002": an order number with next to nothing around it."""
    if not orders or clause["says"] or _is_asked(clause):
        return False
    numbers = sum(len(order.value.split()) for order in orders)
    return len(clause["text"].split()) - numbers <= BARE
