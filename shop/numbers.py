"""Order numbers as people type them, and case numbers as people can read them out."""

import hashlib
import re
import unicodedata

READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else
LEAD_IN = re.compile(r"^(?:ORDERNUMBER|ORDERNO|ORDERNR|ORDER|NUMBER|NO|NR)(?=[A-Z]*\d)")


def number_key(typed: str) -> str:
    """Capital letters and digits only: "#km 1001", "Km-1001" and "km1001" are all KM1001."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(_digit(char) for char in plain if char.isalnum())[:64]


def number_tail(number: str) -> str:
    """The key without its leading letters: 1001 of KM-1001; the key itself if it has no digits."""
    key = number_key(number)
    return key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") or key


def typed_keys(typed: str) -> tuple[str, str]:
    """The key of what was typed, and the same without a lead-in such as "order no."."""
    key = number_key(typed)
    return key, LEAD_IN.sub("", key)


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
