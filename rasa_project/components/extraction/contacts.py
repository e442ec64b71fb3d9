"""Phone numbers."""

import re
from typing import Iterator, List, Sequence, Tuple

import phonenumbers

from components.extraction.span import Span

PHONE = re.compile(
    r"(?<![\w#@.+/-])(?:\+|00)?\(?\d(?:[\s().\-‐-―−/]{0,2}\d){6,15}(?![\w@%]|-[a-z0-9]|/\d)", re.IGNORECASE
)
PHONE_CUE = re.compile(
    r"(?:phone|mobile|cell|tel(?:ephone|efono|efone|éfono)?|whats\s?app|call(?: "
    r"me)?|text me|handy|m[oó]vil|celular|portable|"
    r"num[eé]ro de t[eé]l\w*|telefon\w*|contact)\W{0,5}(?:number|no|nr|num)?\W{0,5}"
    r"(?:is|on|at|es|ist|est|é|è)?\W{0,5}$",
    re.IGNORECASE,
)
SHORT_ENOUGH_FOR_AN_ORDER = 8


def find_phones(text: str, regions: Sequence[str]) -> Iterator[Span]:
    """Phone numbers in E.164; a national one is read in the first region where it is valid."""
    for match in PHONE.finditer(text):
        raw = match.group()
        cued = bool(PHONE_CUE.search(text[: match.start()]))
        digits = re.sub(r"\D", "", raw)
        if not cued and not raw.startswith("+") and len(digits) <= SHORT_ENOUGH_FOR_AN_ORDER:
            continue
        number, valid = _e164(raw, digits, regions)
        if valid or cued or raw.startswith("+"):
            yield Span(match.start(), match.end(), "phone", number)


def _e164(raw: str, digits: str, regions: Sequence[str]) -> Tuple[str, bool]:
    international = raw.startswith(("+", "00"))
    attempts: List[Tuple[str, str]] = [(region, digits) for region in regions]
    if international:
        attempts = [("ZZ", "+" + digits.lstrip("0"))]
    elif len(digits) > 10:
        attempts.append(("ZZ", "+" + digits))
    for region, candidate in attempts:
        try:
            parsed = phonenumbers.parse(candidate, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164), True
    return "+" + digits.lstrip("0"), False
