"""Order numbers as people type them, and case numbers as people can read them out."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
LEAD_IN = re.compile(r"^(?:ORDERNUMBER|ORDERNO|ORDERNR|ORDER|NUMBER|NO|NR)(?=[A-Z]*\d)")

LEFT_OVER = re.compile(r"(?<=\d)['’.,_/‐-―-]+[^\W\d_].*", re.DOTALL)
MIXED = re.compile(r"(?P<prefix>[A-Z]*)(?P<digits>\d[\dOIL]*)")
AS_DIGITS = str.maketrans("OIL", "011")


def number_key(typed: str) -> str:
    """Capital letters and digits only: "#km 1001", "Km-1001" and "km1001" are all KM1001."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(_digit(char) for char in plain if char.isalnum())[:64]


def number_tail(number: str) -> str:
    """The key without its leading letters: 1001 of KM-1001; the key itself if it has no digits."""
    key = number_key(number)
    return key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or key


def typed_keys(typed: str) -> tuple[str, ...]:
    """The keys that what was typed may stand for, the likeliest first; how many depends on the text alone.

    All of it; without a lead-in such as "order no."; without words that hang on ("KM-1003's"); with O, I and
    L among the digits read as 0 and 1.
    """
    keys = []
    for text in (typed, LEFT_OVER.sub("", typed)):
        keys += [number_key(text), LEAD_IN.sub("", number_key(text))]
    if mixed := MIXED.fullmatch(keys[0]):
        keys.append(mixed["prefix"] + mixed["digits"].translate(AS_DIGITS))
    return tuple(dict.fromkeys(keys))


def one_of(typed: str, numbers: Sequence[str]) -> str | None:
    """The one of these numbers that was meant: as typed, by key, or by its digits if only one has them."""
    keys = typed_keys(typed)
    exact = [number for key in keys for number in numbers if number_key(number) == key]
    as_typed = [number for number in exact if number.casefold() == typed.strip().casefold()]
    if exact:
        return (as_typed or exact)[0]
    bare = {key for key in keys if number_tail(key) == key}
    tails = [number for number in numbers if number_tail(number) in bare]
    return tails[0] if len(tails) == 1 else None


def case_number(seed: str, attempt: int = 0) -> str:
    """A short number such as R-7F3K2Q, the same for the same seed; a further attempt gives another."""
    rest = int.from_bytes(hashlib.sha256(f"{attempt}:{seed}".encode()).digest())
    letters = ""
    for _ in range(6):
        rest, index = divmod(rest, len(READABLE))
        letters += READABLE[index]
    return f"R-{letters}"


def _digit(char: str) -> str:
    """Digits of any script as ASCII; other characters as they are."""
    value = unicodedata.digit(char, None)
    return char if value is None else str(value)
