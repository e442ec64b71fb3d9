"""What a shopper's message tells about a claim."""

import re
from typing import Any

from actions.claims.correcting import correction, stated_of
from actions.dialogue import answers
from actions.dialogue.consent import take_consent
from actions.dialogue.memory import Memory
from actions.dialogue.task_form import Scene
from actions.dialogue.turn import Turn
from actions.identity.order_step import take_identity

OF_INTENT = {
    "return_item": {"claims__request": "return"},
    "exchange_item": {"claims__request": "exchange"},
    "missing_package": {"claims__reason": "not_received"},
}
REFUNDS = ("refund", "reembols", "rembours")
OF_THE_CASE = ("claims__reason", "claims__request", "claims__facts")
CLAIM_REQUESTS = ("return", "exchange", "refund_without_return")


def take_claim(scene: Scene, is_new: bool) -> bool:
    """Take everything a message says about the claim; False if it says nothing of use."""
    memory, turn = scene.memory, scene.turn
    asks = memory["session__asks"]
    corrects = turn.intent == "correct" or asks == "confirm"
    before = _told(memory)
    taken = [
        take_identity(scene, is_new),
        _take_intent(scene, is_new),
        _take_asked(scene, asks),
        _take_stated(scene, corrects, is_new),
        _take_conditions(scene),
        _take_files(scene, asks),
    ]
    if asks == "confirm":
        has_changed = taken[0] or _told(memory) != before
        return take_consent(scene, "claim_form", has_changed=has_changed)
    return any(taken)


def _told(memory: Memory) -> list[Any]:
    """What was told of the case; the item and its number are compared when the summary is made."""
    return [memory[slot] for slot in OF_THE_CASE]


def _take_intent(scene: Scene, is_new: bool) -> bool:
    """What kind of task was named settles what is wanted, unless that was said already."""
    memory, turn = scene.memory, scene.turn
    for slot, value in OF_INTENT.get(turn.intent, {}).items():
        if slot == "claims__reason" and turn.values("reason"):
            continue  # "a card is missing from the set" sounds like a missing parcel
        if memory[slot] is None or turn.is_button or (not is_new and slot == "claims__request"):
            memory[slot] = value
            return is_new or memory["session__asks"] in ("request", "reason")
    return False


def _take_asked(scene: Scene, asks: str | None) -> bool:
    """The answer to what was asked."""
    memory, turn = scene.memory, scene.turn
    options = memory["session__options"] or []
    picked = answers.choice(turn, options)
    if asks == "item":
        memory["claims__item_words"] = (
            [picked] if picked else [word for word in (*turn.values("item"), turn.text) if word]
        )
        return bool(turn.text)
    if asks in ("reason", "request"):
        return _take_choice(scene, asks, picked)
    if asks == "quantity":
        memory["claims__quantity"] = answers.quantity(turn, int(options[-1]) if options else 1)
        return memory["claims__quantity"] is not None
    if asks and asks.startswith("evidence."):
        return _take_skip(scene, asks.removeprefix("evidence."))
    if asks == "confirm":
        return False  # judged when all is taken
    return _take_fact(scene, asks)


def _take_choice(scene: Scene, asks: str, picked: Any) -> bool:
    """A reason or a wish, by its place in the list or as stated."""
    stated = set(map(str, scene.turn.values(asks)))
    value = picked or (scene.turn.value(asks) if len(stated) == 1 else None)
    if not stated and value is None and asks == "request":
        value = _by_title(scene)
    is_none = value is None or (asks == "request" and value not in CLAIM_REQUESTS)
    if is_none or _is_wrong_answer(scene.turn, value):
        return False
    scene.memory[f"claims__{asks}"] = value
    return True


def _by_title(scene: Scene) -> str | None:
    """The offered wish that a telling word of its button names: "money" is "My money back".

    What the intent settled stays; "refunded" tells nothing, since every way to get money is a refund.
    """
    if scene.memory["claims__request"] is not None:
        return None
    said = _long_words(scene.turn.text)
    options = [str(option) for option in scene.memory["session__options"] or []]
    named = [each for each in options if said & _long_words(scene.voice.text(f"utter_option_{each}"))]
    return named[0] if len(named) == 1 and not scene.turn.text.rstrip().endswith("?") else None


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"\w{4,}", text.lower()) if not word.startswith(REFUNDS)}


def _take_fact(scene: Scene, asks: str | None) -> bool:
    if asks is None or asks in ("order_number", "contact"):
        return False
    memory, turn = scene.memory, scene.turn
    value: Any
    if asks.startswith("condition."):
        name = asks.removeprefix("condition.")
        value = turn.conditions().get(name)
        value = stated_of(turn, name) if value is None else value  # before "ok it's closed" becomes a yes
        value = answers.condition(turn, name) if value is None else value
    elif asks == "item.warranty_until":
        value = _warranty_end(turn)
    else:
        value = answers.yes_or_no(turn)
    if value is None:
        return False
    memory["claims__facts"] = {**(memory["claims__facts"] or {}), asks: value}
    return True


def _warranty_end(turn: Turn) -> str | None:
    """The stated last day; with no warranty, one that is long over."""
    stated = turn.value("date")
    if isinstance(stated, str):
        return stated
    return "1970-01-01" if answers.has_none(turn) or answers.yes_or_no(turn) is False else None


def _take_stated(scene: Scene, corrects: bool, is_new: bool) -> bool:
    """What is named in passing; it replaces an earlier answer only as a correction."""
    memory, turn = scene.memory, scene.turn
    taken = False
    for entity, slot in (("reason", "claims__reason"), ("request", "claims__request")):
        value = turn.value(entity)
        allowed = value in CLAIM_REQUESTS if entity == "request" else not _is_wrong_answer(turn, value)
        is_new_wish = entity == "request" and memory["session__asks"] not in (None, "request", "reason")
        if value is not None and allowed and (memory[slot] is None or corrects or is_new_wish):
            memory[slot], taken = value, True
    quantity = turn.value("quantity") if memory["session__asks"] != "quantity" else None
    if isinstance(quantity, int | str) and (memory["claims__quantity"] is None or corrects):
        memory["claims__quantity"], taken = quantity, True
    words = [str(named) for named in turn.values("item")]
    if memory["claims__item"] is None and is_new:
        words.append(turn.text)
    if words and (memory["claims__item"] is None or corrects) and memory["session__asks"] != "item":
        memory["claims__item_words"], taken = words, True
    return taken


def _is_wrong_answer(turn: Turn, reason: Any) -> bool:
    """Whether "the wrong one" means an earlier answer, not the goods."""
    return turn.intent == "correct" and reason == "wrong_item" and bool(turn.values("order_number"))


def _take_conditions(scene: Scene) -> bool:
    memory, turn = scene.memory, scene.turn
    stated = turn.conditions() or (correction(turn) if turn.intent == "correct" else {})
    if not stated:
        return False
    facts = dict(memory["claims__facts"] or {})
    faults = set(facts.get("faults") or [])
    for name, value in stated.items():
        if name == "faults":
            faults.add(str(value))
        else:
            facts[f"condition.{name}"] = value
    memory["claims__facts"] = {**facts, "faults": sorted(faults)}
    return True


def _take_skip(scene: Scene, kind: str) -> bool:
    """Going on without a recommended file; a required one stays asked for."""
    memory, turn = scene.memory, scene.turn
    decision = (memory["session__basis"] or {}).get("decision")
    if decision and kind in decision["evidence"]["missing"]:
        return False
    if not (answers.skips(turn) or answers.doesnt_know(turn)):
        return False
    memory["claims__skipped"] = [*(memory["claims__skipped"] or []), kind]
    return True


def _take_files(scene: Scene, asks: str | None) -> bool:
    """Files are what is being asked for; sent unasked, they wait until something is."""
    memory, turn = scene.memory, scene.turn
    if not turn.attachments:
        return False
    known = {piece["id"] for piece in [*(memory["claims__evidence"] or []), *(memory["claims__files"] or [])]}
    new = [{"id": file.id, "type": file.kind} for file in turn.attachments if file.id not in known]
    kind = asks.removeprefix("evidence.") if asks and asks.startswith("evidence.") else None
    asked = [piece for piece in new if kind and fits(kind, piece["type"])]
    if asked and kind:
        given = [{"id": piece["id"], "kind": evidence_kind(kind, piece["type"])} for piece in asked]
        memory["claims__evidence"] = [*(memory["claims__evidence"] or []), *given]
    waiting = [piece for piece in new if piece not in asked]
    if waiting:
        memory["claims__files"] = [*(memory["claims__files"] or []), *waiting]
    return bool(asked) or kind is None


def fits(kind: str, file_type: str) -> bool:
    """Whether a file can be that kind of evidence; policies take a video of the product for its photo."""
    return kind == "product_photo" or (file_type == "video") == kind.endswith("_video")


def evidence_kind(asked: str, file_type: str) -> str:
    """The kind a file counts as: a video of the product is not its photo, though policies take it for one."""
    return "product_video" if asked == "product_photo" and file_type == "video" else asked
