"""What the reading makes of sentences whose writer knew neither code nor data.

`python -m benchmarks.blind FOLDER MODEL [--show]`: FOLDER holds openings.yml, summary_replies.yml and
question_replies.yml (tests/nlu/data/reading/README.md tells their form). Printed are figures alone; --show
lists what went wrong, after which a set is no longer blind.
"""

import argparse
import json
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from actions.claims.hearing import Hearing, hear
from actions.claims.lines import Line
from actions.dialogue.clauses import HURTS, read_clauses
from actions.dialogue.consent import consent
from actions.dialogue.digressions import is_digression
from actions.dialogue.turn import Turn
from actions.language.likeness import likeness
from policy_kb.vocabulary import CONDITIONS

ROOT = Path(__file__).resolve().parents[2]
RASA_PYTHON = ROOT / "rasa_project" / ".venv" / "bin" / "python"
FORMS = {"claim": "claim_form", "cancel": "cancel_form"}
WISHES = {"part": "exchange"}
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


@dataclass
class Named:
    """An item of an order, by its name alone."""

    sku: str
    name: str


class Tally:
    """Counts by name, and what went wrong."""

    def __init__(self) -> None:
        """Starts at nothing."""
        self.right, self.all, self.wrong = Counter[str](), Counter[str](), list[str]()

    def note(self, name: str, is_right: bool, what: str = "") -> None:
        """One more of a name, right or wrong."""
        self.all[name] += 1
        self.right[name] += is_right
        if not is_right and what:
            self.wrong.append(f"{name}: {what}")

    def __str__(self) -> str:
        return "\n".join(map(self._line, sorted(self.all)))

    def _line(self, name: str) -> str:
        right, count = self.right[name], self.all[name]
        return f"  {name:38} {right:4} of {count:4}  {right / count:.3f}"


def read_all(texts: Sequence[str], model: Path) -> list[dict[str, Any]]:
    """What Rasa hands to the actions for each text."""
    script = ROOT / "benchmarks" / "blind" / "read_clauses.py"
    done = subprocess.run(
        [RASA_PYTHON, script, model], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def turn_of(read: Mapping[str, Any]) -> Turn:
    """The turn as the actions see it."""
    found = [entity for entity in read["entities"] if "value" in entity]
    clauses = next((entity["value"] for entity in found if entity["entity"] == "clauses"), ())
    return Turn(
        conversation="c", message="m", store="s", now=NOW, text=read["text"], intent=read["intent"]["name"],
        confidence=read["intent"]["confidence"], clauses=read_clauses(clauses),
        entities=tuple(entity for entity in found if entity["entity"] != "clauses"),
    )  # fmt: skip


def heard(turn: Turn, order: Sequence[str], lines: list[Line], asks: str | None) -> Hearing:
    """The lines of a claim after a message."""
    hearing = Hearing(lines, [Named(name, name) for name in order], asks, likeness)
    hear(hearing, turn.clauses)
    return hearing


def openings(entries: Sequence[Mapping[str, Any]], turns: Sequence[Turn], tally: Tally) -> None:
    """Items, reasons, wishes, quantities and facts that are heard, missed and invented."""
    for entry, turn in zip(entries, turns, strict=True):
        hearing = heard(turn, entry["order"], [], None)
        if len(entry["order"]) == 1 and hearing.lines:
            hearing.lines[0].item = entry["order"][0]
        text = entry["text"]
        got = {line.item: line for line in hearing.lines if line.says_something() or line.item}
        wanted = {claim["item"]: claim for claim in entry["claims"]}
        telling = {item for item, line in got.items() if line.says_something()}
        if not wanted:
            tally.note("opening, nothing claimed", not telling, f"{text!r} -> {hearing.lines}")
            continue
        tally.note(
            "opening, items",
            set(got) - {None} == set(wanted)
            or (len(entry["order"]) > 1 and not telling - set(wanted) - {None} and set(wanted) <= set(got)),
            f"{text!r} wanted {list(wanted)} got {hearing.lines}",
        )
        tally.note("opening, no other item claimed", not telling - set(wanted) - {None}, "")
        for item, claim in wanted.items():
            line = got.get(item) or got.get(None) or Line()
            may = claim.get("may") or {}
            compare = partial(_compare, tally, text)
            compare("reason", (claim.get("reason"), may.get("reason")), line.reason)
            wish = claim.get("wish")
            if wish not in ("repair", "cancel"):
                compare("wish", (WISHES.get(wish, wish), may.get("wish")), line.request)
            compare("quantity", (claim.get("quantity"), may.get("quantity")), line.quantity)
            facts = claim.get("facts") or {}
            mays = may.get("facts") or {}
            for name in CONDITIONS:
                value = line.facts.get(f"condition.{name}")
                if name in facts:
                    tally.note(
                        "opening, condition said",
                        value == facts[name],
                        f"{name} {text!r} {value}",
                    )
                    tally.note(
                        "opening, condition not reversed",
                        value in (facts[name], None),
                        f"{name} {text!r} {value}",
                    )
                elif value is not None and name not in mays:
                    hurts = ("yes" if value else "no") in HURTS.get(name, ())
                    tally.note(
                        "opening, condition invented",
                        False,
                        f"{'HURTS ' if hurts else ''}{name}={value} {text!r}",
                    )
            misuse = "misuse" in line.facts.get("faults", [])
            if claim.get("doing") == "shopper":
                tally.note("opening, plain misuse heard", misuse, text)
            elif "doing" not in may:
                tally.note(
                    "opening, no misuse heard where none"
                    + (" (looks like)" if entry.get("looks_like") else ""),
                    not misuse,
                    text,
                )


def _compare(tally: Tally, text: str, name: str, expected: tuple[Any, Any], got: Any) -> None:
    wanted, may = expected
    mays = may if isinstance(may, list) else [may]
    if wanted is None:
        tally.note(f"opening, {name} not invented", got is None or got in mays, f"{got} in {text!r}")
    else:
        good = (
            got == wanted
            or (got is not None and got in mays)
            or (isinstance(wanted, dict) and isinstance(got, list))
        )
        tally.note(f"opening, {name}", good, f"{text!r} wanted {wanted} got {got}")


def summaries(entries: Sequence[Mapping[str, Any]], turns: Sequence[Turn], tally: Tally) -> None:
    """Consent heard, and heard where there was none."""
    for entry, turn in zip(entries, turns, strict=True):
        at, expect = entry["at"], entry["expect"]
        lines = [Line(item=entry["item"], reason="defective", request="return")]
        before = (lines[0].item, lines[0].reason, lines[0].request, lines[0].quantity)
        options = {expect, *(entry.get("may") or [])}
        changed = False
        if at == "claim":
            hearing = heard(turn, entry["order"], lines, "confirm")
            first = hearing.first
            changed = (first.item, first.reason, first.request, first.quantity) != before
        # a digression is answered, and the summary shown again
        if is_digression(turn, FORMS[at], "confirm"):
            got = "digression"
        else:
            got = str(consent(turn, FORMS[at], has_changed=changed))
        acts = [(clause.text, clause.act, clause.intent, round(clause.against, 2)) for clause in turn.clauses]
        what = f"{entry['text']!r} ({at}) wanted {expect} got {got} {acts}"
        if "yes" in options:
            tally.note(f"{at}: yes heard", got == "yes", what)
        else:
            tally.note(f"{at}: no yes where none", got != "yes", what)
            if expect == "no":
                tally.note(f"{at}: no heard", got == "no", what)
            elif expect in ("changed", "asked", "not_yet"):
                tally.note(f"{at}: not left, {expect}", got != "no", what)


def questions(entries: Sequence[Mapping[str, Any]], turns: Sequence[Turn], tally: Tally) -> None:
    """Answers to a question: taken, missed, invented."""
    from benchmarks.blind.answering import answered  # noqa: PLC0415

    for entry, turn in zip(entries, turns, strict=True):
        got = answered(entry, turn)
        value = entry["expect"].get("value")
        acts = [(clause.text, clause.act, dict(clause.says)) for clause in turn.clauses]
        what = f"{entry['text']!r} at {entry['asks']} wanted {entry['expect']} got {got} {acts}"
        if value is None:
            tally.note("question, nothing taken where nothing given", got is None, what)
        else:
            beside = " beside a question" if entry["expect"].get("question") else ""
            tally.note(f"question, answer taken{beside}", got == value, what)
            tally.note("question, answer not taken for another", got in (value, None), what)
        if entry["expect"].get("cannot"):
            tally.note("question, can't heard", bool(turn.acts() & {"cannot"}), what)


def main() -> None:
    """Measure a folder of blind sentences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("--show", action="store_true")
    arguments = parser.parse_args()
    for kind, judge in (
        ("openings", openings),
        ("summary_replies", summaries),
        ("question_replies", questions),
    ):
        entries = yaml.safe_load((arguments.folder / f"{kind}.yml").read_text(encoding="utf-8"))
        turns = [turn_of(read) for read in read_all([entry["text"] for entry in entries], arguments.model)]
        tally = Tally()
        judge(entries, turns, tally)
        print(f"{kind}: {len(entries)}\n{tally}")
        if arguments.show:
            print("\n".join(tally.wrong))


if __name__ == "__main__":
    main()
