"""What a shopper's message tells about a claim: words for its lines, answers to what was asked, files."""

from collections.abc import Mapping, Sequence
from typing import Any

from actions.claims.hearing import Hearing, hear, press
from actions.claims.lines import ASKED, Line, first_line, keep_first, keep_lines, lines_of
from actions.dialogue import answers, polarity
from actions.dialogue.clauses import Clause, read_clauses
from actions.dialogue.consent import take_consent
from actions.dialogue.scene import Scene
from actions.dialogue.turn import CLAUSES, Turn
from actions.identity.order_step import known_order, take_identity
from policy_kb.vocabulary import CONDITIONS
from shop.models import Item

BEFORE = "claims__heard"
WISH_OF = {"exchange_item": "exchange", "return_item": "return"}
SURE_OF_INTENT = 0.8


async def take_claim(scene: Scene, is_new: bool) -> bool:
    """Take everything a message says about the claim; False if it says nothing of use.

    Before the order is known, what was said waits: only the order's lines tell what it is about.
    """
    memory, turn = scene.memory, scene.turn
    taken = [take_identity(scene, is_new), _take_files(scene)]
    if is_new and not turn.is_button and turn.intent == "missing_package" and turn.reason is None:
        memory["claims__intent"] = turn.intent
    elif is_new and turn.intent in WISH_OF:
        memory["claims__intent"] = (
            turn.intent if turn.is_button or turn.confidence >= SURE_OF_INTENT else None
        )
    order = await known_order(scene)
    if order is None:
        _keep_for_later(scene)
        told = any(clause.says for clause in turn.clauses)
        return any(taken) or told
    return any([*taken, _hear_now(scene, order.items)])


def _keep_for_later(scene: Scene) -> None:
    turn, memory = scene.turn, scene.memory
    said: list[Any] = next((entity["value"] for entity in turn.heard if entity["entity"] == CLAUSES), [])
    pressed = {name: turn.value(name) for name in ("item", "reason", "request", "quantity")}
    if said or any(value is not None for value in pressed.values()):
        heard = {"clauses": said, "pressed": pressed, "renames": _names_another_order(scene)}
        memory[BEFORE] = [*(memory[BEFORE] or []), heard]


def settle(scene: Scene, items: Sequence[Item]) -> None:
    """Apply what was said before the order was known, in its order."""
    waiting: Sequence[Mapping[str, Any]] = scene.memory[BEFORE] or []
    scene.memory[BEFORE] = None
    for each in waiting:
        clauses = read_clauses(each["clauses"])
        apply_clauses(scene, items, clauses, each["pressed"], asks=None, renames=each["renames"])
    _by_intent(scene)


def _by_intent(scene: Scene) -> None:
    """What the first message was sure to be about settles what nothing said since."""
    memory, intent = scene.memory, scene.memory["claims__intent"]
    if intent is None:
        return
    line = first_line(memory)
    if intent == "missing_package" and line.reason is None:
        line.note_reason("not_received", ASKED)
    if intent in WISH_OF and line.request is None:
        line.request = WISH_OF[intent]
    memory["claims__intent"] = None
    keep_first(memory, line)


def _hear_now(scene: Scene, items: Sequence[Item]) -> bool:
    memory, turn, asks = scene.memory, scene.turn, scene.memory["session__asks"]
    before = _outline(lines_of(memory))
    pressed = {name: turn.value(name) for name in ("item", "reason", "request", "quantity")}
    taken = apply_clauses(scene, items, turn.clauses, pressed, asks=asks, renames=_names_another_order(scene))
    found = take_asked(scene, asks, taken)
    taken = found if asks == "quantity" else found or taken
    if asks == "confirm":
        has_changed = _outline(lines_of(memory))[:1] != before[:1]
        return take_consent(scene, "claim_form", has_changed=has_changed)
    return taken


def _outline(lines: Sequence[Line]) -> list[Any]:
    """What a summary shows of each line."""
    return [[line.item, line.reason, line.request, line.quantity, line.facts] for line in lines]


def _names_another_order(scene: Scene) -> bool:
    """Whether an order is named where something else was asked: "wrong order, I meant 1002"."""
    asks = scene.memory["session__asks"]
    return asks not in (None, "order_number", "contact") and bool(scene.turn.value("order_number"))


def apply_clauses(  # noqa: PLR0913 - two by keyword
    scene: Scene,
    items: Sequence[Item],
    clauses: Sequence[Clause],
    pressed: dict[str, Any],
    *,
    asks: str | None,
    renames: bool = False,
) -> bool:
    """Have the claim's lines hear clauses and buttons; True if they were of use."""
    known = {item.sku for item in items}
    lines = lines_of(scene.memory)
    for line in lines:
        line.item = line.item if line.item in known else None  # it was another order's
    hearing = Hearing(lines, items, asks, scene.services.likeness, renames)
    is_of_use = press(hearing, pressed, scene.turn.pressed() if asks else {})
    hear(hearing, clauses)
    keep_lines(scene.memory, hearing.lines)
    scene.noted |= hearing.noted if asks is not None or scene.turn.clauses is clauses else set()
    return is_of_use or bool(hearing.noted) or (asks == "item" and hearing.first.item is not None)


def take_asked(scene: Scene, asks: str | None, taken: bool) -> bool:
    """The answer to what was asked, where it isn't a fact of its own: yes, no, a place in a list."""
    if asks is None or asks in ("order_number", "contact", "item", "confirm"):
        return False
    memory, turn = scene.memory, scene.turn
    line = first_line(memory)
    if asks in ("reason", "request"):
        found = _take_choice(scene, line, asks) if not taken else True
    elif asks.startswith("evidence."):
        found = _take_skip(scene, line, asks.removeprefix("evidence."))
    elif asks == "item.warranty_until":
        found = _take_warranty(scene, line)
    elif asks == "faults":
        found = _take_fault(scene, line)
    elif asks == "quantity":
        found = _take_quantity(scene, line)
    elif taken and asks in line.facts:
        found = True
    else:
        found = _take_yes_or_no(scene, line, asks)
    keep_first(memory, line)
    scene.noted |= set(range(len(turn.clauses))) if found and len(turn.clauses) == 1 else set()
    return found


def _take_choice(scene: Scene, line: Line, asks: str) -> bool:
    picked = answers.choice(scene.turn, scene.memory["session__options"] or [])
    if asks == "reason" and line.reason and polarity.yes_or_no(scene.turn):
        picked = line.reason  # it was restated
    if picked is None:
        return False
    if asks == "reason":
        line.note_reason(str(picked), ASKED)
    else:
        line.request = str(picked)
    return True


def _take_quantity(scene: Scene, line: Line) -> bool:
    """A number is taken only if so many were ordered; all and all but some always can be."""
    if isinstance(line.quantity, int) and line.quantity not in (scene.memory["session__options"] or []):
        line.quantity = None
    return line.quantity is not None


def _take_yes_or_no(scene: Scene, line: Line, asks: str) -> bool:
    value = polarity.yes_or_no(scene.turn)
    if value is None or polarity.doesnt_know(scene.turn) or _says_another(scene.turn, asks):
        return False
    line.note(asks, value, ASKED)
    return True


def _says_another(turn: Turn, asks: str) -> bool:
    """Whether the yes or no is about another condition than the one that was asked for."""
    asked = asks.removeprefix("condition.")
    telling = [clause for clause in turn.clauses if clause.act != "question"]
    said = {head for head in CONDITIONS for clause in telling if clause.said(head)}
    return bool(said) and asked not in said


def _take_fault(scene: Scene, line: Line) -> bool:
    """Whether what went wrong was the shopper's own doing, once it is asked."""
    value = polarity.yes_or_no(scene.turn)
    if value is None:
        return False
    line.note("faults", line.facts.get("faults", []) if value else [], ASKED)
    return True


def _take_warranty(scene: Scene, line: Line) -> bool:
    """The stated last day; with no warranty, one that is long over."""
    stated = scene.turn.value("date")
    if not isinstance(stated, str):
        if polarity.yes_or_no(scene.turn) is not False and "cannot" not in scene.turn.acts():
            return False
        stated = "1970-01-01"
    line.note("item.warranty_until", stated, ASKED)
    return True


def _take_skip(scene: Scene, line: Line, kind: str) -> bool:
    """Going on without a recommended file; a required one stays asked for."""
    decision = (scene.memory["session__basis"] or {}).get("decision")
    if decision and kind in decision["evidence"]["missing"]:
        return False
    if not polarity.cannot(scene.turn) and not (scene.turn.acts() & {"stop", "hesitation"}):
        return False
    line.skipped = [*line.skipped, kind]
    return True


def _take_files(scene: Scene) -> bool:
    """Files are what is being asked for; sent unasked, they wait until something is."""
    memory, turn, asks = scene.memory, scene.turn, scene.memory["session__asks"]
    if not turn.attachments:
        return False
    lines = lines_of(memory)
    known = {piece["id"] for line in lines for piece in line.evidence}
    known |= {piece["id"] for piece in memory["claims__files"] or []}
    new = [{"id": file.id, "type": file.kind} for file in turn.attachments if file.id not in known]
    kind = asks.removeprefix("evidence.") if asks and asks.startswith("evidence.") else None
    asked = [piece for piece in new if kind and fits(kind, piece["type"])]
    if asked and kind:
        line = first_line(memory)
        line.evidence += [{"id": piece["id"], "kind": evidence_kind(kind, piece["type"])} for piece in asked]
        keep_first(memory, line)
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
