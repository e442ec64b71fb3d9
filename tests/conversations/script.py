"""Conversations as data: what a shopper does, and what must come of it.

A script file is a list of conversations:

- name: a sentence
  store: slug
  orders: [KM-1001]            # copies of demo orders; {KM-1001} in a text becomes the copy's number
  set: {KM-1001: {delivered_at: -9d}}   # what differs in the copy
  known: true                  # the shopper comes with a signed token; the orders are theirs alone
  turns:
    - say: "..." | press: title or payload | photo: "" | video: "" | wait: 1d2h | restart: ""
      asks: reason             # the last answer asks for this (null: asks nothing)
      has: [words]             # words the answers must contain, whatever their case
      hasnt: [words]           # words they must not contain
      buttons: [titles]        # titles that the answers offer, among others
      decision: {outcome: eligible, reason_code: ok}
      case: {kind: return}     # the card of a case that was opened or told
      state: waiting_for_agent # state of the conversation, if not the bot's
      ends: true               # a farewell: no next step is offered
  cases: [{order: KM-1001, kind: return, reason: defective, evidence: [product_photo]}]  # all there are
  status: {KM-1001: cancelled} # of the order afterwards

Without `ends`, every answer must leave a next step: a question, a choice of buttons, or a person on the way.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.conversations.shopper import Shopper

FOLDER = Path(__file__).parent / "scripts"
KEYS = {"name", "store", "orders", "set", "known", "turns", "cases", "status"}
ACTS = ("say", "press", "photo", "video", "wait", "restart")
CHECKS = {"asks", "has", "hasnt", "buttons", "decision", "case", "state", "ends"}
SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?")
NOT_FOR_SHOPPERS = re.compile(r"[{}]|\bNone\b|utter_|\b(?:condition|claim|item)\.\w|  ")


def all_scripts(folder: Path = FOLDER) -> list[dict[str, Any]]:
    """Every script, with its behaviour (its folder); unknown keys and doubled names are errors."""
    scripts = [script for file in sorted(folder.glob("*/*.yml")) for script in _read(file)]
    names = [script["id"] for script in scripts]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ValueError(f"scripts of the same name: {doubled}")
    return scripts


def _read(file: Path) -> Iterator[dict[str, Any]]:
    for script in yaml.safe_load(file.read_text("utf-8")) or []:
        unknown = set(script) - KEYS | {key for turn in script["turns"] for key in set(turn) - CHECKS}
        unknown -= set(ACTS)
        if unknown:
            raise ValueError(f"{file.name}: {script.get('name')}: unknown keys {sorted(unknown)}")
        yield {**script, "id": f"{file.parent.name}/{file.stem}: {script['name']}"}


def play(script: dict[str, Any], shopper: Shopper, numbers: dict[str, str]) -> Iterator[None]:
    """Play the turns and check each answer; yields where every process is to be restarted."""
    for place, turn in enumerate(script["turns"], start=1):
        act = next(name for name in ACTS if name in turn)
        words = fill(turn[act] or "", numbers)
        if act == "restart":
            yield
            continue
        if act == "wait":
            days, hours = SPAN.fullmatch(words).groups(default="0")  # type: ignore[union-attr]
            shopper.wait(timedelta(days=int(days), hours=int(hours)))
            continue
        getattr(shopper, act)(*([words] if words else []))
        where = f"turn {place}\n" + "\n".join(shopper.transcript)
        assert shopper.messages or turn.get("state"), f"no answer at {where}"
        _check(turn, shopper, numbers, where)


def _check(turn: dict[str, Any], shopper: Shopper, numbers: dict[str, str], where: str) -> None:
    if "asks" in turn:
        assert shopper.asks == turn["asks"], f"asks {shopper.asks}, not {turn['asks']}, at {where}"
    said = plain(shopper.text)
    for words in turn.get("has", []):
        assert plain(fill(words, numbers)) in said, f"no {words!r} at {where}"
    for words in turn.get("hasnt", []):
        assert plain(fill(words, numbers)) not in said, f"{words!r} at {where}"
    for title in turn.get("buttons", []):
        assert title in shopper.buttons, f"no button {title!r}, only {sorted(shopper.buttons)}, at {where}"
    assert shopper.state == turn.get("state", "bot"), f"state {shopper.state} at {where}"
    decision = (shopper.card("decision") or {}).get("decision") or {}
    _holds(turn.get("decision", {}), decision, f"decision at {where}")
    _holds(turn.get("case", {}), shopper.card("case") or {}, f"case at {where}")
    _is_fit_for_shoppers(turn, shopper, where)


def _is_fit_for_shoppers(turn: dict[str, Any], shopper: Shopper, where: str) -> None:
    """No text shows its blanks or our own names, and the last one leaves something to do."""
    for message in shopper.messages:
        odd = NOT_FOR_SHOPPERS.search(message["text"])
        assert odd is None, f"{odd and odd[0]!r} in an answer at {where}"
    if not turn.get("ends") and shopper.state == "bot":
        last = shopper.messages[-1]
        leads_on = shopper.asks or last["buttons"] or last["text"].rstrip().endswith("?")
        assert leads_on, f"a dead end at {where}"


def _holds(expected: dict[str, Any], found: dict[str, Any], what: str) -> None:
    for key, value in expected.items():
        assert found.get(key) == value, f"{key} is {found.get(key)!r}, not {value!r}: {what}"


def plain(text: str) -> str:
    """Small letters, every kind of blank a blank."""
    return re.sub(r"\s", " ", text.lower())


def fill(text: str, numbers: dict[str, str]) -> str:
    """Put the copies' numbers in; {KM-1001#} is the number's digits alone."""
    for original, copy in numbers.items():
        digits = re.sub(r"\D", "", copy)
        text = text.replace("{" + original + "#}", digits).replace("{" + original + "}", copy)
    return text
