"""Conversations as data: what a shopper does, and what must come of it.

A script file is a list of conversations:

- name: a sentence
  store: slug
  orders: [KM-1001]            # copies of demo orders; {KM-1001} in a text becomes the copy's number
  set: {KM-1001: {delivered_at: -9d}}   # what differs in the copy
  turns:
    - say: "..." | press: title or payload | photo: "" | video: ""
      asks: reason             # the last answer asks for this (null: asks nothing)
      has: [words]             # words the answers must contain, whatever their case
      hasnt: [words]           # words they must not contain
      decision: {outcome: eligible, reason_code: ok}
      case: {kind: return}     # the card of a case that was opened or told
      state: waiting_for_agent # state of the conversation, if not the bot's
  cases: [{order: KM-1001, kind: return, reason: defective, evidence: [product_photo]}]  # all there are
  status: {KM-1001: cancelled} # of the order afterwards
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.conversations.shopper import Shopper

FOLDER = Path(__file__).parent / "scripts"
KEYS = {"name", "store", "orders", "set", "turns", "cases", "status"}
TURN_KEYS = {"say", "press", "photo", "video", "asks", "has", "hasnt", "decision", "case", "state"}
ACTS = ("say", "press", "photo", "video")


def all_scripts() -> list[dict[str, Any]]:
    """Every script, with its behaviour (its folder); unknown keys are errors."""
    return [script for file in sorted(FOLDER.glob("*/*.yml")) for script in _read(file)]


def _read(file: Path) -> Iterator[dict[str, Any]]:
    for script in yaml.safe_load(file.read_text("utf-8")) or []:
        unknown = set(script) - KEYS | {key for turn in script["turns"] for key in set(turn) - TURN_KEYS}
        if unknown:
            raise ValueError(f"{file.name}: {script.get('name')}: unknown keys {sorted(unknown)}")
        yield {**script, "id": f"{file.parent.name}/{file.stem}: {script['name']}"}


def play(script: dict[str, Any], shopper: Shopper, numbers: dict[str, str]) -> None:
    """Play the turns and check each answer."""
    for place, turn in enumerate(script["turns"], start=1):
        act = next(name for name in ACTS if name in turn)
        words = fill(turn[act] or "", numbers)
        getattr(shopper, act)(*([words] if words else []))
        where = f"turn {place}\n" + "\n".join(shopper.transcript)
        assert shopper.messages or turn.get("state"), f"no answer at {where}"
        _check(turn, shopper, numbers, where)


def _check(turn: dict[str, Any], shopper: Shopper, numbers: dict[str, str], where: str) -> None:
    if "asks" in turn:
        assert shopper.asks == turn["asks"], f"asks {shopper.asks}, not {turn['asks']}, at {where}"
    said = shopper.text.lower()
    for words in turn.get("has", []):
        assert fill(words, numbers).lower() in said, f"no {words!r} at {where}"
    for words in turn.get("hasnt", []):
        assert fill(words, numbers).lower() not in said, f"{words!r} at {where}"
    assert shopper.state == turn.get("state", "bot"), f"state {shopper.state} at {where}"
    decision = (shopper.card("decision") or {}).get("decision") or {}
    _holds(turn.get("decision", {}), decision, f"decision at {where}")
    _holds(turn.get("case", {}), shopper.card("case") or {}, f"case at {where}")


def _holds(expected: dict[str, Any], found: dict[str, Any], what: str) -> None:
    for key, value in expected.items():
        assert found.get(key) == value, f"{key} is {found.get(key)!r}, not {value!r}: {what}"


def fill(text: str, numbers: dict[str, str]) -> str:
    """Put the copies' numbers in; {KM-1001#} is the number's digits alone."""
    for original, copy in numbers.items():
        text = text.replace("{" + original + "#}", re.sub(r"\D", "", copy)).replace(
            "{" + original + "}", copy
        )
    return text
