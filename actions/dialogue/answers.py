"""What a message answers, given what was asked: the asked thing's value, or None."""

import re
from collections.abc import Sequence
from typing import Any

from actions.dialogue.numbers_said import places_in
from actions.dialogue.turn import Turn

PHONE = re.compile(r"(?<!\w)[+＋]?\(?\d[\d\s().\-‐-―−]{5,30}\d(?!\w)")
WORD = re.compile(r"[^\s<>,;]+")
LONGEST_CHOICE = 4


def contact(turn: Turn) -> str | None:
    """An e-mail address or a phone number, as extracted or as it stands in an answer."""
    stated = stated_contact(turn)
    if stated or turn.is_button:
        return stated
    plain = PHONE.search(turn.text)
    return plain[0].strip() if plain else None


def stated_contact(turn: Turn) -> str | None:
    """The e-mail address that was found in a message, or the phone as written: its country is the order's."""
    if email := turn.value("email"):
        return str(email)
    phone = next((entity for entity in turn.entities if entity["entity"] == "phone"), None)
    return str(phone.get("text") or phone["value"]) if phone else None


def choice(turn: Turn, options: Sequence[Any]) -> Any | None:
    """One of numbered options, by "2", "the second one"; only where nothing else is said."""
    if turn.is_button or not options or len(turn.clauses) > 1 or len(turn.text.split()) > LONGEST_CHOICE:
        return None
    places = [place for place in places_in(turn.text) if place <= len(options)]
    return options[places[0] - 1] if places else None


def address(turn: Turn, country: str | None) -> dict[str, str] | None:
    """A postal address in one message, or None if it is no whole address: parts by comma or line."""
    if turn.is_button:
        return None
    text = WORD.sub(lambda word: " " if "@" in word[0] else word[0], turn.text)
    for number in turn.values("order_number"):
        text = text.replace(str(number), " ")
    parts = [part.strip() for part in re.split(r"[,;\n]+", text) if part.strip()]
    parts[:1] = [re.sub(r"^.*?\b(?:to|is|address:?)\s+(?=\S*\d|[A-Z])", "", part) for part in parts[:1]]
    if len(parts) < 2 or not any(char.isdigit() for char in text):
        return None
    found = {"line1": parts[0]}
    rest = parts[1:]
    postcode = next((part for part in rest if re.fullmatch(r"[A-Z]{0,3}[- ]?\d[\w -]{1,9}", part)), None)
    if postcode:
        rest.remove(postcode)
        found["postcode"] = postcode
    if len(rest) > 1:
        found["country"] = rest.pop()
    elif country:
        found["country"] = country
    if len(rest) > 1:
        found["line2"] = ", ".join(rest[:-1])
    if rest:
        found["city"] = rest[-1]
    return found
