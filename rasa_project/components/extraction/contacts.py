"""E-mail addresses and phone numbers."""

import re
from typing import Iterator, List, Sequence, Tuple

import phonenumbers

from components.extraction.span import Span

EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+\-']*@(?:[a-z0-9\-]+\.)+[a-z]{2,24}", re.IGNORECASE)
AT = r"(?:@|\(at\)|\[at\]|\bat\b|\barroba\b|\barobase\b)"
DOT = r"(?:\.|\(dot\)|\[dot\]|\bdot\b|\bpunto\b|\bpoint\b|\bponto\b|\bpunkt\b|\bpunt\b)"
# Spelt out, the last label must be a common one: "look at it. me too" is no address.
SPELT_EMAIL = re.compile(
    rf"(?P<user>[a-z0-9_%+\-]+(?:\s*{DOT}\s*[a-z0-9_%+\-]+){{0,3}}?)\s*{AT}\s*"
    rf"(?P<host>[a-z0-9\-]+(?:\s*{DOT}\s*[a-z0-9\-]+){{0,2}}?\s*{DOT}\s*"
    r"(?:com|net|org|edu|io|co|me|info|ke|uk|de|fr|es|it|nl|pt|br|eu|us|ca|au|in|za|cn))\b",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\w#@.+/-])(?:\+|00)?\(?\d(?:[\s().\-/]{0,2}\d){6,15}(?![\w@%]|-[a-z0-9]|/\d)", re.IGNORECASE
)
PHONE_CUE = re.compile(
    r"(?:phone|mobile|cell|tel(?:ephone|efono|efone|éfono)?|whats\s?app|call(?: "
    r"me)?|text me|handy|m[oó]vil|celular|portable|"
    r"num[eé]ro de t[eé]l\w*|telefon\w*|contact)\W*(?:number|no|nr|num)?\W*(?:is|on|at|es|ist|est|é|è)?\W*$",
    re.IGNORECASE,
)
SHORT_ENOUGH_FOR_AN_ORDER = 8


def find_emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also written "anna at example dot com", in lower case."""
    for match in EMAIL.finditer(text):
        yield Span(match.start(), match.end(), "email", match.group().lower())
    for match in SPELT_EMAIL.finditer(text):
        if re.fullmatch(EMAIL, match.group()):
            continue
        yield Span(match.start(), match.end(), "email", f"{_spelt(match['user'])}@{_spelt(match['host'])}")


def _spelt(part: str) -> str:
    return re.sub(rf"\s*{DOT}\s*", ".", part.strip(), flags=re.IGNORECASE).lower()


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
