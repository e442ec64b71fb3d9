"""What a message tells about a claim, clause by clause, each for the item that its clause is about."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.claims.item_matching import Likeness, Named, named_in
from actions.claims.lines import ASKED, PLAIN, PRESSED, SAID, Line
from actions.dialogue.clauses import HURTS, Clause
from actions.dialogue.numbers_said import counts_in, places_in
from actions.dialogue.turn import request_of
from policy_kb.vocabulary import CONDITIONS

FAULTS = {"doing": ("shopper", "misuse"), "repaired_elsewhere": ("yes", "unauthorised_repair")}
CORRECTING = frozenset({"correction", "undo"})
DENYING = CORRECTING | {"refusal"}
SURE_WHEN_ASKED, BEYOND_DOUBT = 0.5, 0.9
WISHES_OF_CLAIMS = frozenset({"return_item", "exchange_item"})


@dataclass
class Hearing:
    """The lines of a claim while a message is applied; `noted` are the places of clauses that were of use."""

    lines: list[Line]
    items: Sequence[Named]
    asks: str | None = None
    likeness: Likeness | None = None
    names_order: bool = False  # the message names another order: "the wrong one" is that
    noted: set[int] = field(default_factory=set)
    mentioned: list[Named] = field(default_factory=list)

    @property
    def first(self) -> Line:
        """The line under discussion, made if there is none."""
        if not self.lines:
            self.lines.append(Line())
        return self.lines[0]

    def line_of(self, item: Named) -> Line:
        """The line of an item: its own, the nameless one under discussion, or a new one."""
        for line in self.lines:
            if line.item == item.sku:
                return line
        if self.lines and self.lines[0].item is None:
            self.lines[0].item = item.sku
            return self.lines[0]
        self.lines.append(Line(item=item.sku))
        return self.lines[-1]


def hear(hearing: Hearing, clauses: Sequence[Clause]) -> None:
    """Apply the clauses in order; one that names no item is about what the one before it was about.

    Only where nothing before it names one by its words is a clause about what it is like in meaning.
    """
    about: list[Named] = []
    denies = hearing.asks == "confirm" and any(clause.act in DENYING for clause in clauses)
    for place, clause in enumerate(clauses):
        is_open = not about and (hearing.asks == "item" or bool(_facts(clause)))
        likeness = hearing.likeness if is_open else None
        if clause.act == "question" and hearing.asks is not None:
            hearing.mentioned += _named(hearing, clause, likeness)
            if _asks_for(clause) and _note_wish(hearing, hearing.first, clause, clause.said("wish"), True):
                hearing.noted.add(place)
            continue  # what is asked is not told
        named = _named(hearing, clause, likeness)
        if named:
            about, hearing.mentioned = named, [*hearing.mentioned, *named]
        if named and (clause.act in CORRECTING or denies) and _takes_the_other(hearing, named, clause):
            hearing.noted.add(place)
            about = []
            continue
        if _says_nothing(hearing, clause):
            continue
        lines = [hearing.line_of(item) for item in about] if about else [hearing.first]
        noted = [_note(hearing, line, clause) for line in lines]  # every line is to hear it
        if any(noted):
            hearing.noted.add(place)
    _settle_mentioned(hearing)
    _drop_idle(hearing)


def _drop_idle(hearing: Hearing) -> None:
    """Lines of which nothing is wrong and nothing is wished are no claims: "the shirt is perfect"."""
    claimed = [
        line for line in hearing.lines if line.reason or line.request or line.quantity or line.evidence
    ]
    if hearing.asks is None and claimed:
        hearing.lines[:] = claimed


def _named(hearing: Hearing, clause: Clause, likeness: Likeness | None) -> list[Named]:
    items = hearing.items
    if len(items) < 2 or clause.act == "assent":
        return []
    extent = clause.said("extent")
    if extent == "all" and hearing.asks == "item":
        return list(items)
    named = named_in(clause.text, items, likeness)
    if hearing.asks == "item" and not named:
        places = [place for place in places_in(clause.text) if place <= len(items)]
        named = [items[place - 1] for place in places[:1]]
    if extent == "all_but" and named and hearing.asks == "item":
        return [item for item in items if item not in named]
    if extent == "other" and not named:
        claimed = {line.item for line in hearing.lines} or {item.sku for item in hearing.mentioned}
        rest = [item for item in items if item.sku not in claimed]
        return rest if len(rest) == 1 else []
    return named


def _takes_the_other(hearing: Hearing, named: Sequence[Named], clause: Clause) -> bool:
    """ "Not the phone, the charger": what is known of the line under discussion holds for the other item."""
    line = hearing.first
    others = [item for item in named if item.sku != line.item]
    if line.item is None or len(others) != 1 or _facts(clause):
        return False
    if any(other.item == others[0].sku for other in hearing.lines[1:]):
        return False
    line.item = others[0].sku
    return True


def _settle_mentioned(hearing: Hearing) -> None:
    """With nothing said of any item, the only one that was named is meant; at "which item?" all that were."""
    mentioned = {item.sku: item for item in hearing.mentioned}
    is_open = not any(line.item for line in hearing.lines)
    if hearing.asks == "item" and mentioned:
        _share_out(hearing, list(mentioned.values()))
    elif is_open and len(mentioned) == 1:
        hearing.line_of(next(iter(mentioned.values())))


def _share_out(hearing: Hearing, items: Sequence[Named]) -> None:
    """What was said before it was known of which items holds for all that are now named."""
    said = hearing.first
    if said.item is not None:
        return
    hearing.lines[:1] = [
        Line(
            item=item.sku, reason=said.reason, request=said.request, quantity=said.quantity,
            facts=dict(said.facts), sources=dict(said.sources), wish_text=said.wish_text,
        )
        for item in items
    ]  # fmt: skip


def _says_nothing(hearing: Hearing, clause: Clause) -> bool:
    asked = hearing.asks or ""
    return not _facts(clause) and not asked.startswith(
        ("condition.", "quantity", "reason", "request", "faults")
    )


def _asks_for(clause: Clause) -> bool:
    """Whether a question asks for something to be done with the goods: "can I get a new one instead?"."""
    return clause.intent in WISHES_OF_CLAIMS and clause.said("wish") is not None


def _facts(clause: Clause) -> dict[str, str]:
    """What the clause surely says, by head."""
    return {head: label for head in clause.says if (label := clause.said(head)) is not None}


def _note(hearing: Hearing, line: Line, clause: Clause) -> bool:
    """Keep all that a clause says of a line, of what was asked the likely too; True if it was of use."""
    corrects = _corrects(clause)
    facts = _facts(clause)
    asked = (hearing.asks or "").removeprefix("condition.")
    asked = {"request": "wish", "quantity": "extent"}.get(asked, asked)
    label, odds = clause.says.get(asked, ("", 0.0))
    if odds >= SURE_WHEN_ASKED:
        facts.setdefault(asked, label)
    return any(
        [
            _note_reason(hearing, line, facts.get("reason"), clause),
            _note_wish(hearing, line, clause, facts.get("wish"), corrects),
            _note_quantity(hearing, line, clause, facts.get("extent"), corrects),
            *[
                _note_condition(hearing, line, name, facts[name], corrects)
                for name in CONDITIONS
                if name in facts
            ],
            *[_note_fault(line, head, facts.get(head)) for head in FAULTS],
        ]
    )


def _corrects(clause: Clause) -> bool:
    """Whether a clause sets something right: by what it does, or by what it is about."""
    return clause.act in CORRECTING or clause.intent == "correct"


def _note_reason(hearing: Hearing, line: Line, reason: str | None, clause: Clause) -> bool:
    is_of_order = hearing.names_order and clause.act == "correction"
    if reason is None or (reason == "wrong_item" and is_of_order):
        return False
    corrects = _corrects(clause)
    is_asked = hearing.asks == "reason"
    said = PLAIN if clause.says["reason"][1] >= BEYOND_DOUBT else SAID
    if line.reason not in (None, reason):
        # a fault is never replaced by a change of mind because a wish was worded
        weakens = reason in HURTS["reason"] and line.reason not in HURTS["reason"]
        is_surer = said == PLAIN and line.sources.get("reason") == SAID
        if not (is_asked or corrects or ((hearing.asks == "confirm" or is_surer) and not weakens)):
            return False
    if line.reason != reason or is_asked:
        line.note_reason(reason, ASKED if is_asked or corrects else said)
    return True


def _note_wish(hearing: Hearing, line: Line, clause: Clause, wish: str | None, corrects: bool) -> bool:
    request = request_of(wish)
    if request is None:
        return False
    is_free = (
        line.request is None or hearing.asks in ("request", "confirm") or corrects or clause.act == "request"
    )
    if line.request != request and not is_free:
        return False
    line.request, line.wish_text = request, clause.text[:200]
    return True


def _note_quantity(hearing: Hearing, line: Line, clause: Clause, extent: str | None, corrects: bool) -> bool:
    counts = counts_in(clause.text)
    is_asked = hearing.asks == "quantity"
    if extent is None and not (is_asked and counts):
        return False
    if line.quantity is not None and not (is_asked or corrects or hearing.asks == "confirm"):
        return False
    if extent == "all_but" and counts:
        line.quantity = ["all_but", counts[-1]]
    elif counts and extent != "other":
        line.quantity = counts[0]
    elif extent == "all":
        line.quantity = "all"
    else:
        return False
    return True


def _note_condition(hearing: Hearing, line: Line, name: str, label: str, corrects: bool) -> bool:
    path, value = f"condition.{name}", label == "yes"
    is_asked = hearing.asks == path
    known = line.facts.get(path)
    if known is not None and known != value and not (is_asked or corrects or hearing.asks == "confirm"):
        return False
    if known != value or is_asked:
        was_asked = line.sources.get(path) == ASKED  # told anew: an answer to that question
        line.note(path, value, ASKED if is_asked or corrects or was_asked else SAID)
    return True


def _note_fault(line: Line, head: str, label: str | None) -> bool:
    meant, fault = FAULTS[head]
    if label != meant:
        return False
    faults = sorted({*line.facts.get("faults", []), fault})
    if line.sources.get("faults") != ASKED or faults != line.facts.get("faults"):
        line.note("faults", faults, SAID)
    return True


def press(hearing: Hearing, pressed: dict[str, Any], conditions: dict[str, bool]) -> bool:
    """Apply a button: what it stands for holds for the line under discussion."""
    line = hearing.first
    if pressed.get("item") in {item.sku for item in hearing.items}:
        line.item = str(pressed["item"])
    if pressed.get("reason") is not None:
        line.note_reason(str(pressed["reason"]), PRESSED)
    if pressed.get("request") is not None:
        line.request = str(pressed["request"])
    if pressed.get("quantity") is not None:
        line.quantity = pressed["quantity"]
    for name, value in conditions.items():
        line.note(f"condition.{name}", value, PRESSED)
    return bool(conditions) or any(value is not None for value in pressed.values())
