"""Whether an order can still be sent back, and until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions.claims.facts import claim_case
from actions.claims.outcome import cite, next_steps, reason_of, when
from actions.dialogue.formats import day, listing
from actions.dialogue.order_action import OrderAction
from actions.dialogue.scene import Scene
from actions.dialogue.wording import Button
from policy_kb import PolicyError
from shop.models import Item, Order

REASONS = {"mind": "change_of_mind", "fault": "defective"}  # one the shopper's own, one the shop's
ARRIVED = ("delivered", "completed")
MOST_CLAUSES = 2


class ActionOrdersCheck(OrderAction):
    """Answer by the policy for each line, for a change of mind and for a fault; nothing is started."""

    action_name = "action_orders_check"
    forgets = ("orders__",)

    async def tell(self, scene: Scene, order: Order) -> None:
        """The answer with dates and clauses, and the next step as buttons."""
        try:
            decided = {
                subject: [(item, _decide(scene, order, item, reason)) for item in order.items]
                for subject, reason in REASONS.items()
            }
        except PolicyError:  # no policy in force, or a record it can't read: never guess
            decided = {}
        if not order.items or not decided:
            scene.voice.say("utter_claim_needs_person")
            scene.memory["session__offer"] = "talk_to_agent"
            return
        decisions = [decision for of_subject in decided.values() for _, decision in of_subject]
        text = "\n".join([
            *_delivered(scene, order),
            *_lines(scene, decided),
            " ".join([*_clauses(scene, decisions, order), *next_steps(scene, decisions[0])]),
        ])  # fmt: skip
        _offer(scene, order, text, decisions)


def _decide(scene: Scene, order: Order, item: Item, reason: str) -> dict[str, Any]:
    case = claim_case(
        order, item, now=scene.turn.now, request=scene.memory["orders__question"] or "return", reason=reason,
        quantity=item.quantity, facts={}, evidence=(), reported_at=None,
    )  # fmt: skip
    return dict(scene.services.library.decide(case).to_dict())


def _delivered(scene: Scene, order: Order) -> list[str]:
    if order.status not in ARRIVED or order.delivered_at is None:
        return []
    date = day(
        order.delivered_at, scene.services.library.profile(scene.turn.store).timezone, scene.voice.language
    )
    return [scene.voice.text("utter_order_delivered", number=order.number, delivered=date)]


def _lines(scene: Scene, decided: dict[str, list[tuple[Item, dict[str, Any]]]]) -> list[str]:
    """A line for each reason, or for each reason and its items; one alone if all say the same."""
    results = {
        subject: [(item, _result(scene, decision)) for item, decision in of_subject]
        for subject, of_subject in decided.items()
    }
    different = {result for of_subject in results.values() for _, result in of_subject}
    if len(different) == 1:
        when = scene.voice.text("utter_check_any_reason")
        return [scene.voice.text("utter_check_line", when=when, result=different.pop())]
    return [line for subject, told in results.items() for line in _of_subject(scene, subject, told)]


def _of_subject(scene: Scene, subject: str, told: Sequence[tuple[Item, str]]) -> list[str]:
    voice, when = scene.voice, scene.voice.text(f"utter_check_{subject}")
    by_result: dict[str, list[str]] = {}
    for item, result in told:
        by_result.setdefault(result, []).append(item.name)
    if len(by_result) == 1:
        return [voice.text("utter_check_line", when=when, result=told[0][1])]
    return [
        voice.text("utter_check_line_items", when=when, items=listing(names, voice.language), result=result)
        for result, names in by_result.items()
    ]


def _result(scene: Scene, decision: dict[str, Any]) -> str:
    """What holds: a last day, at any time, a person's word, or no, and why."""
    voice, last = scene.voice, _last_day(scene, decision)
    if decision["outcome"] == "ineligible":
        is_over = decision["reason_code"] == "window_expired" and last is not None
        return voice.text(
            "utter_check_over" if is_over else "utter_check_no",
            date=last or "",
            reason=reason_of(scene, decision),
        ).strip()
    if decision["outcome"] == "needs_review" or (last is not None and _is_past(scene, decision)):
        return voice.text("utter_check_person", reason=reason_of(scene, decision)).strip()
    return voice.text("utter_check_until", date=last) if last else voice.text("utter_check_any_time")


def _deadline(decision: dict[str, Any]) -> dict[str, Any] | None:
    dated = [each for each in decision["deadlines"] if each["what"] == "report_by" and each["at"]]
    return dated[0] if dated else None


def _last_day(scene: Scene, decision: dict[str, Any]) -> str | None:
    deadline = _deadline(decision)
    if deadline is None:
        return None
    return when(scene, decision["store"], datetime.fromisoformat(deadline["at"]))


def _is_past(scene: Scene, decision: dict[str, Any]) -> bool:
    deadline = _deadline(decision)
    return deadline is not None and datetime.fromisoformat(deadline["at"]) < scene.turn.now


def _clauses(scene: Scene, decisions: Sequence[dict[str, Any]], order: Order) -> list[str]:
    """The clauses that the dates and refusals rest on, the commonest few."""
    ids = [
        (
            deadline["clause"]
            if deadline and decision["outcome"] != "ineligible"
            else decision["clauses"][0]["id"]
        )
        for decision in decisions
        for deadline in [_deadline(decision)]
        if decision["clauses"]
    ]
    return cite(scene, decisions[0]["store"], list(dict.fromkeys(ids))[:MOST_CLAUSES], order.placed_at)


def _offer(scene: Scene, order: Order, text: str, decisions: Sequence[dict[str, Any]]) -> None:
    """What can be started now: a request if any may succeed, cancelling what has not left, a person."""
    voice, menu = scene.voice, []
    is_open = any(decision["outcome"] != "ineligible" for decision in decisions)
    if is_open:
        intent = "exchange_item" if scene.memory["orders__question"] == "exchange" else "return_item"
        menu = [(f"utter_button_{intent}", intent), ("utter_button_report_problem", "report_problem")]
    elif any("cancel" in decision["next_steps"] for decision in decisions):
        menu = [("utter_button_cancel_order", "cancel_order")]
    buttons = [
        Button(voice.text(title), f'/{intent}{{"order_number": "{order.number}"}}') for title, intent in menu
    ]
    ending = voice.text("utter_check_start") if is_open else voice.text("utter_handoff_offer_short")
    if scene.memory["session__paused"] or scene.memory["session__queue"]:
        ending, buttons = "", []  # what waits goes on at once
    elif is_open:
        scene.memory["session__offer"] = menu[0][1]
    else:
        buttons += voice.word("utter_handoff_offer_short").buttons
        scene.memory["session__offer"] = "talk_to_agent"
    voice.send(f"{text} {ending}", buttons, {"type": "decision", "decision": decisions[0]})
