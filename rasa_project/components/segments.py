"""Several requests in one message: "cancel 1001 and where is 1002" are two."""

import re
from typing import Any, Dict, List, Optional, Sequence, Set, Tuple

from components.clauses import Clause
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
ASKED = re.compile(
    r"^(?:\W|\b(?:and|also|but|so|hi|hello|please|btw|plus)\b)*(?:what|which|who|when|where|why|how|do|does|did|is|are|am|can|could|"
    r"will|would|should|shall|may|must|have|has|any)\b|\b(?:tell me|know|wonder\w*|explain|ask)\b",
    re.IGNORECASE,
)
SHORTEST = 2
Ranking = List[Tuple[str, float]]
Segment = Dict[str, Any]
Winner = Tuple[str, float]


def find_segments(
    text: str, clauses: Sequence[Clause], rankings: Sequence[Ranking], whole: Winner = ("", 0.0)
) -> List[Segment]:
    """The requests in order, each with text, intent, confidence and entities; empty unless several.

    There is a ranking for each clause; `whole` is what the message as a whole means: what is only told
    besides is then no request.
    """
    if len(clauses) < SHORTEST:
        return []
    segments: List[Segment] = []
    for clause, ranking in zip(clauses, rankings):  # noqa: B905 (Python 3.10 lives here)
        _add(segments, clause, ranking[0], _is_asked(text, clause.text))
    segments = _without_told(segments, whole)
    tasks = [segment for segment in segments if segment["intent"] in TASKS]
    return [_told(segment) for segment in segments] if tasks and len(segments) >= SHORTEST else []


def _without_told(segments: List[Segment], whole: Winner) -> List[Segment]:
    """ "My kid ordered this unasked. Stop the order!" is one request, however the first half sounds."""
    intent, confidence = whole
    meant = [segment for segment in segments if segment["intent"] == intent]
    if not meant or intent not in TASKS or confidence < SURE_WHOLE:
        return segments
    orders = set().union(*(segment["orders"] for segment in meant))
    return [
        segment
        for segment in segments
        if segment["intent"] == intent
        or segment["is_asked"]
        or segment["confidence"] >= SURE_WHOLE
        or segment["orders"] - orders
    ]


def _is_asked(text: str, clause: str) -> bool:
    """Whether a clause is put as a question, not told as a part of a story."""
    after = text[text.find(clause) + len(clause) :].lstrip(" )\"'")
    return bool(after.startswith("?") or ASKED.search(clause))


def _add(segments: List[Segment], clause: Clause, best: Winner, is_asked: bool) -> None:
    intent, confidence = best
    last = segments[-1] if segments else None
    orders = [code for code in clause.codes if code.entity == "order_number"]
    if last and _is_just_another_order(clause.text, orders) and last["intent"] in TASKS:
        intent, confidence = last["intent"], last["confidence"]
    elif not _is_sure(intent, confidence, clause.text, is_asked):
        _extend(last, clause, orders)
        return
    segment: Segment = {"clauses": [], "orders": set(), "intent": intent, "confidence": confidence}
    segment["is_asked"] = is_asked
    _extend(segment, clause, orders)
    if last and not _is_separate(last, segment):
        _extend(last, clause, orders)
    else:
        segments.append(segment)


def _told(segment: Segment) -> Segment:
    """What the dialogue gets of a segment."""
    return {
        "text": ", ".join(clause.text for clause in segment["clauses"]),
        "intent": segment["intent"],
        "confidence": segment["confidence"],
        "entities": [fact.as_entity(clause.text) for clause in segment["clauses"] for fact in clause.facts],
    }


def _is_sure(intent: str, confidence: float, clause: str, is_asked: bool) -> bool:
    if len(clause.split()) < SHORTEST:
        return False
    if intent in TASKS:
        return confidence >= SURE_TASK
    sure = SURE_QUESTION if is_asked else SURE_STATEMENT
    return intent.startswith("faq/") and confidence >= sure


def _extend(last: Optional[Segment], clause: Clause, orders: List[Span]) -> None:
    if last:
        last["clauses"].append(clause)
        last["orders"].update(order.value for order in orders)


def _is_separate(last: Segment, new: Segment) -> bool:
    if last["orders"] and new["orders"] - last["orders"]:
        return True
    if last["intent"] in CLAIMS and new["intent"] in CLAIMS and _asks_otherwise(last, new):
        return True
    return new["intent"] != last["intent"] and new["intent"] not in ELABORATES.get(last["intent"], set())


def _asks_otherwise(last: Segment, new: Segment) -> bool:
    """ "Return the blue kettle and exchange the red one": different wishes for different goods."""
    wishes = [_values(one, "request") for one in (last, new)]
    goods = [_values(one, "item") for one in (last, new)]
    return all(wishes) and all(goods) and not wishes[0] & wishes[1] and not goods[0] & goods[1]


def _values(segment: Segment, entity: str) -> Set[str]:
    facts = [fact for clause in segment["clauses"] for fact in clause.facts]
    return {fact.value for fact in facts if fact.entity == entity}


def _is_just_another_order(clause: str, orders: List[Span]) -> bool:
    rest = clause
    for order in reversed(orders):
        rest = rest[: order.start] + rest[order.end :]
    return bool(orders) and not re.sub(r"(?i)\b(?:order|number|no|the|too|both|please)\b|[\W_]", "", rest)
