"""What a message answers, given what was asked: the asked thing's value, or None."""

import re
from collections.abc import Sequence
from typing import Any

from actions.dialogue.turn import Turn

HUM = r"\W*(?:(?:hm+|um+|uh+|er+|well|oh|ah|so|eh|bueno|pues|alors|bon|ben|euh)\b\W*)*"
YES = re.compile(
    HUM + r"(yes|yeah|yep|yup|ya|sure|ok|okay|correct|right|exactly|of course|please do|go ahead|do it|"
    r"confirm\w*|s[ií]|claro|vale|oui|ouais|d'accord|ja|jawohl|genau|sim|certo|va bene)\b",
    re.IGNORECASE,
)
NO = re.compile(
    HUM + r"(no|nope|nah|never|not|none|don'?t|didn'?t|haven'?t|hasn'?t|isn'?t|wasn'?t|non|nein|nicht|nee|"
    r"não|nao|nunca|jamais)\b",
    re.IGNORECASE,
)
UNKNOWN = re.compile(
    r"\b(don'?t|do not|dont|doesn'?t) (really |actually )?"
    r"(know|remember|have (it|that|one) (with me|at hand))\b|"
    r"\b(not sure|no idea|no clue|idk|dunno|can'?t (tell|say|remember)|unsure|who knows|"
    r"no (lo )?s[eé]|ni idea|je (ne )?sais pas|aucune idée|wei(ß|ss) (ich )?nicht|keine ahnung|"
    r"n[aã]o sei|non (lo )?so|weet (ik|het) niet)\b",
    re.IGNORECASE,
)
NONE = re.compile(
    r"\b(none|no (warranty|guarantee|more)|(isn'?t|is not|aren'?t|wasn'?t) (one|any)|"
    r"(has|have|had|got|is|was) no(ne)?|"
    r"without|no longer|ran out|run out|expired|is over|"
    r"ninguna?|sin garant[ií]a|no (hay|tiene)|caducad[ao]|vencid[ao]|"
    r"aucune?|pas de garantie|n'?y en a (pas|plus)|sans garantie|expir[ée]e?)\b",
    re.IGNORECASE,
)
SKIP = re.compile(
    r"\b(skip|pass|without|no (photo|picture|pic|image|video)s?|(don'?t|do not|dont) have|"
    r"can'?t (send|take|make)|cannot|not possible|later|next|"
    r"sin foto|omitir|sans photo|passer|ohne|überspringen)\b",
    re.IGNORECASE,
)
PHONE = re.compile(r"(?<!\w)[+＋]?\(?\d[\d\s().\-‐-―−]{5,30}\d(?!\w)")
WORD = re.compile(r"[^\s<>,;]+")
ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "second": 1, "2nd": 1, "two": 1, "third": 2, "3rd": 2, "three": 2,
    "fourth": 3, "4th": 3, "four": 3, "fifth": 4, "5th": 4, "five": 4, "last": -1,
}  # fmt: skip
NUMBER_WORDS = {
    "a": 1, "one": 1, "single": 1, "two": 2, "both": 2, "pair": 2, "couple": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "uno": 1, "una": 1, "dos": 2,
    "un": 1, "une": 1,
    "deux": 2, "eins": 1, "ein": 1, "eine": 1, "zwei": 2,
}  # fmt: skip
ALL = re.compile(
    r"\b(all|every(thing| one)?|each|whole|entire|both|todos?|todas?|tous|toutes|alle)\b", re.IGNORECASE
)


def yes_or_no(turn: Turn) -> bool | None:
    """Agreement or refusal, by intent or by the word the message begins with."""
    if doesnt_know(turn):
        return None
    if YES.match(turn.text):
        return True
    if NO.match(turn.text):
        return False
    return {"affirm": True, "deny": False}.get(turn.intent)


def begins_with_yes_or_no(turn: Turn) -> bool:
    """Whether the first word is a yes or a no."""
    return bool(YES.match(turn.text) or NO.match(turn.text))


def doesnt_know(turn: Turn) -> bool:
    """Whether the shopper says that they do not know."""
    return bool(UNKNOWN.search(turn.text)) and not turn.is_button


def has_none(turn: Turn) -> bool:
    """Whether the shopper says that there is no such thing, or that it is over."""
    return bool(NONE.search(turn.text))


def skips(turn: Turn) -> bool:
    """Whether the shopper goes on without what was asked."""
    return not turn.attachments and (turn.intent == "deny" or bool(SKIP.search(turn.text)))


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


def quantity(turn: Turn, ordered: int) -> int | None:
    """How many units, from 1 to the number ordered."""
    stated = turn.value("quantity")
    if stated is None:
        stated = _quantity_in(turn.text)
    if stated == "all":
        return ordered
    if isinstance(stated, str) and stated.isdigit():
        stated = int(stated)
    if isinstance(stated, int) and 1 <= stated <= ordered:
        return stated
    return None


def _quantity_in(text: str) -> int | str | None:
    if ALL.search(text):
        return "all"
    digits = re.search(r"(?<![\w.])(\d{1,4})(?![\w.])", text)
    if digits:
        return int(digits[1])
    words = re.findall(r"[a-zà-ü]+", text.lower())
    return next((NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS), None)


def choice(turn: Turn, options: Sequence[Any]) -> Any | None:
    """One of numbered options, by "2", "the second one" or "the last"."""
    if turn.is_button or not options:
        return None
    text = turn.text.strip().lower()
    digits = re.fullmatch(r"(?:number |no\.? |option |#)?(\d{1,2})[.)]?", text)
    if digits:
        place = int(digits[1]) - 1
        return options[place] if 0 <= place < len(options) else None
    word = re.fullmatch(r"(?:the |it'?s the |that'?s the )?(\w+)(?: one| item| option| order)?[.!]?", text)
    if word and word[1] in ORDINALS and ORDINALS[word[1]] < len(options):
        return options[ORDINALS[word[1]]]
    return None


def condition(turn: Turn, name: str) -> bool | None:
    """Whether a condition holds: as the message states it, else by yes or no."""
    stated = turn.conditions().get(name)
    if isinstance(stated, bool):
        return stated
    return yes_or_no(turn)


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
