"""Order numbers in a message: as the shopper wrote them, not as much of them as an expression knows."""

import re
from collections.abc import Mapping
from typing import Any

from actions.dialogue.turn import Turn
from shop.numbers import number_key

LONGEST = 64
LETTERS, FEW = 10, 3
WORD = re.compile(r"[^\s,;:=#\"()\[\]<>{}|«»“”„‟‹›!?¡¿…]+")
AROUND = "'‘’`´*_.-–—/"
# Letters and then digits, or three digits anywhere: a day, a size or a price of two digits is no number.
CODE = re.compile(rf"[^\W\d_]{{1,{LETTERS}}}[\W_]{{0,2}}\d.+|(?:[^\d]*\d){{{FEW}}}.*", re.DOTALL)
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|er|e|º|ª|°)", re.IGNORECASE)
SPACED = re.compile(r"(?<![\w@.])[A-Za-z]{1,6}\s\d{3,12}(?![\w@])")


def order_numbers(turn: Turn) -> list[str]:
    """All order numbers found, each once and whole; only the last, if the shopper corrects themselves."""
    found = [entity for entity in turn.entities if entity["entity"] == "order_number"]
    numbers = list(dict.fromkeys(_whole(turn, entity) for entity in found))
    if len(numbers) > 1 and "correction" in turn.acts():
        return numbers[-1:]
    return numbers


def answered_number(turn: Turn) -> str | None:
    """The order number in an answer to the question which order it is: all of it, if that can be one."""
    if turn.is_button:
        return next(iter(order_numbers(turn)), None)
    return as_it_stands(turn) or next(iter([*order_numbers(turn), *_codes(turn)]), None)


def as_it_stands(turn: Turn) -> str | None:
    """The whole message, if it is a single word that may be an order number and is no phone number."""
    words = WORD.findall(turn.text)
    if turn.is_button or len(words) != 1 or len(turn.text.split()) != 1:
        return None
    word = _trimmed(words[0])
    is_phone = word.startswith(("+", "＋")) or _is_phone(turn)
    return word if _may_be_number(word) and not is_phone else None


def _is_phone(turn: Turn) -> bool:
    """Whether the message was read as a phone number, and looks like nothing else: by its leading 0."""
    return turn.value("phone") is not None and turn.text.strip().strip("\"'(").startswith("0")


def _codes(turn: Turn) -> list[str]:
    """What else may be an order number where nothing was found: letters and digits, in one word or two."""
    text = turn.text
    for entity in turn.entities:
        if entity["entity"] in ("email", "phone") and entity.get("text"):
            text = text.replace(str(entity["text"]), " ")
    words = [_trimmed(word) for word in WORD.findall(text) if not word.startswith("+")]
    codes = [word for word in words if _may_be_number(word)]
    return [*(spaced[0] for spaced in SPACED.finditer(text) if spaced[0].split()[1] in codes[:1]), *codes]


def _may_be_number(word: str) -> bool:
    return (
        len(word) <= LONGEST
        and "@" not in word
        and bool(CODE.fullmatch(word))
        and not ORDINAL.fullmatch(word)
    )


def _trimmed(word: str) -> str:
    return word.strip(AROUND)


def _whole(turn: Turn, entity: Mapping[str, Any]) -> str:
    """The number that was found, or the word it was cut out of: "12345-A" is not 12345."""
    value, start, end = str(entity["value"]), entity.get("start"), entity.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return value
    if number_key(turn.text[start:end]) != number_key(value):
        return value
    around = [word for word in WORD.finditer(turn.text) if word.start() <= start and end <= word.end()]
    word = _trimmed(around[0][0]) if around else value
    return value if number_key(word) == number_key(value) or not _may_be_number(word) else word
