"""A decision in sentences: what is possible, what it costs, until when, by which clause."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.claims.asking import REQUEST_OF
from actions.claims.lines import first_line
from actions.dialogue.formats import day, day_and_time, money
from actions.dialogue.scene import Scene
from policy_kb import PolicyError
from shop.models import Item, Order

PACK_LANGUAGE = "en"
PRICE_LINES = ("item", "original_shipping")


def tell_outcome(scene: Scene, decision: dict[str, Any], order: Order, item: Item) -> None:
    """Tell what the shopper may have, before they confirm."""
    if decision["outcome"] == "needs_review":
        sentences = [scene.voice.text("utter_outcome_review", reason=reason_of(scene, decision))]
    else:
        sentences = [*_offer(scene, decision, item), *_deductions(scene, decision)]
        sentences += _shipping(scene, decision)
    sentences += [*_review(scene, decision), *clause_of(scene, decision, order.placed_at)]
    sentences += _address_check(scene, decision, order)
    scene.voice.send(" ".join(sentences), data={"type": "decision", "decision": decision})


def reason_of(scene: Scene, decision: dict[str, Any]) -> str:
    """The reason in plain words; a code without wording is left to its clause."""
    return scene.voice.text_if_any(f"utter_reason_{decision['reason_code']}") or ""


def clause_of(scene: Scene, decision: dict[str, Any], placed_at: datetime) -> list[str]:
    """The decisive clause, cited."""
    decisive = [clause["id"] for clause in decision["clauses"][:1]]
    return cite(scene, decision["store"], decisive, placed_at)


def cite(scene: Scene, store: str, ids: Sequence[str], at: datetime) -> list[str]:
    """What these clauses say, as in force at the moment, with their ids."""
    voice = scene.voice
    try:
        clauses = [scene.services.library.clause(store, each, at, voice.language) for each in ids]
    except PolicyError:
        return []
    names = ["utter_policy_clause", *["utter_policy_clause_more"] * len(clauses)]
    return [
        voice.text(name, summary=clause.summary.rstrip("."), id=clause.id)
        for name, clause in zip(names, clauses, strict=False)
    ]


def deadlines(scene: Scene, decision: dict[str, Any], prefix: str) -> list[str]:
    """Dates that have passed, in the store's own time zone."""
    return _dated(scene, decision, prefix, is_past=True)


def deadlines_ahead(scene: Scene, decision: dict[str, Any]) -> list[str]:
    """Dates up to which something must be done, in the store's own time zone."""
    return _dated(scene, decision, "utter_deadline_", is_past=False)


def _dated(scene: Scene, decision: dict[str, Any], prefix: str, *, is_past: bool) -> list[str]:
    told = []
    for deadline in decision["deadlines"]:
        at = datetime.fromisoformat(deadline["at"]) if deadline["at"] else None
        if at and (at < scene.turn.now) == is_past:
            date = when(scene, decision["store"], at)
            told.append(scene.voice.text_if_any(f"{prefix}{deadline['what']}", date=date))
    return [sentence for sentence in told if sentence]


def when(scene: Scene, store: str, at: datetime) -> str:
    """A day if it is the day's end that is meant, else the hour too; both the store's."""
    zone = scene.services.library.profile(store).timezone
    local = at.astimezone(ZoneInfo(zone))
    is_whole_day = (local.hour, local.minute) == (23, 59)
    return (day if is_whole_day else day_and_time)(at, zone, scene.voice.language)


def next_steps(scene: Scene, decision: dict[str, Any], order: Order | None = None) -> list[str]:
    """What can be done now; steps without wording are left out."""
    address = format_address(order.shipping_address) if order else ""
    told = [
        scene.voice.text_if_any(f"utter_next_{step}", address=address)
        for step in decision["next_steps"]
        if step != "confirm_address" or address
    ]
    return [sentence for sentence in told if sentence]


def format_address(address: dict[str, Any] | None) -> str:
    """An address in one line."""
    fields = ("line1", "line2", "city", "region", "postcode", "country")
    return ", ".join(str(address[field]) for field in fields if (address or {}).get(field)) if address else ""


def within(scene: Scene, span: dict[str, Any]) -> str:
    """A span such as "48 hours"."""
    worded = scene.voice.text_if_any(f"utter_within_{span['unit']}", value=span["value"])
    return worded or f"{span['value']} {span['unit'].replace('_', ' ')}"


def amount_of(scene: Scene, decision: dict[str, Any]) -> str | None:
    """The refund in words, or None if a person sets it."""
    refund = decision["refund"]
    if refund["amount"] is None:
        return None
    return money(refund["amount"], refund["currency"], scene.voice.language)


def _offer(scene: Scene, decision: dict[str, Any], item: Item) -> list[str]:
    offered: Sequence[str] = decision["resolutions"]
    best = offered[0] if offered else "return_for_refund"
    sentences = []
    if REQUEST_OF.get(best) != (first_line(scene.memory).request or REQUEST_OF.get(best)):
        sentences.append(scene.voice.text("utter_outcome_not_offered"))
    if best in ("return_for_exchange", "replacement_part"):
        name = "utter_outcome_exchange" if decision["return_required"] else "utter_outcome_exchange_keep"
        return [*sentences, scene.voice.text(name, item=item.name)]
    name = "utter_outcome_return" if best == "return_for_refund" else "utter_outcome_refund_without_return"
    amount = amount_of(scene, decision)
    if amount is None or not offered:
        return [*sentences, scene.voice.text(f"{name}_no_amount", item=item.name)]
    return [*sentences, scene.voice.text(name, item=item.name, amount=amount)]


def _deductions(scene: Scene, decision: dict[str, Any]) -> list[str]:
    sentences = []
    for line in decision["refund"]["lines"]:
        if line["label"] in PRICE_LINES:
            continue
        label = scene.voice.text_if_any(f"utter_label_{line['label']}") or line["label"].replace("_", " ")
        if line["amount"] is None:
            sentences.append(scene.voice.text("utter_deduction_no_amount", label=label))
        else:
            shown = money(line["amount"].lstrip("-"), decision["refund"]["currency"], scene.voice.language)
            sentences.append(scene.voice.text("utter_deduction", label=label, amount=shown))
    return sentences


def _shipping(scene: Scene, decision: dict[str, Any]) -> list[str]:
    shipping = decision["return_shipping"]
    by_method = f"utter_shipping_{shipping['payer']}_{shipping['method']}"
    told = scene.voice.text_if_any(by_method) or scene.voice.text_if_any(
        f"utter_shipping_{shipping['payer']}"
    )
    notes = [scene.voice.text_if_any(f"utter_note_{note}") for note in shipping["notes"]]
    return [sentence for sentence in (told, *notes) if sentence]


def _review(scene: Scene, decision: dict[str, Any]) -> list[str]:
    review = decision["review"]
    if not review["required"] or decision["outcome"] == "needs_review":
        return []
    if review.get("within"):
        return [scene.voice.text("utter_review_within", within=within(scene, review["within"]))]
    return [scene.voice.text("utter_review")]


def _address_check(scene: Scene, decision: dict[str, Any], order: Order) -> list[str]:
    if "confirm_address" not in decision["next_steps"]:
        return []
    address = format_address(order.shipping_address)
    return [scene.voice.text("utter_next_confirm_address", address=address)] if address else []
