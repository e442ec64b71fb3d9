"""The text that the intent model sees: typical codes, no contacts in passing, spelling evened out."""

import re
from typing import Sequence, Tuple

from components.extraction.span import Span
from components.languages import WORD

STAND_INS = {
    "order_number": "1001",
    "email": "me@mail.com",
    "phone": "0700000000",
    "tracking_number": "TRACK000",
}
CONTACTS = frozenset({"email", "phone"})
QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"}
)
# "my e-mail is", "mi correo es", "meine E-Mail ist"
LEAD_IN = re.compile(
    r"(?:\b(?:and|y|et|und|e|ed|en)\s+)?(?:\b(?:my|the|mi|mon|ma|meine?|minha|meu|o|a|il|la|mia|mio|mijn)\s+){0,4}"
    r"\b(?:e-?mail|mail|correo|courriel|phone|mobile|tel[eé]fono|t[eé]l[eé]phone|telefon\w*|number|n[uú]mero|"
    r"num[eé]ro|nummer|contact|address|adresse|indirizzo|adres)(?:\s?-?(?:address|adresse|number|adres))?\W{0,5}"
    r"(?:(?:is|it's|es|est|ist|é|è)\b)?\W{0,5}$",
    re.IGNORECASE,
)
SAYS_LITTLE = frozenset([
    "a", "also", "an", "and", "at", "bitte", "bonjour", "by", "cher", "for", "hallo", "hello", "here",
    "hey", "hi", "hola", "i", "in", "is", "it", "it's", "its", "me", "my", "no", "not", "number", "of",
    "oh", "ok", "okay", "on", "order", "please", "pls", "sorry", "sure", "thanks", "that", "the",
    "this", "to", "use", "wait", "with", "yes", "you",
])  # fmt: skip
LEAST_WITH_LEAD_IN = 2


def masked(text: str, codes: Sequence[Span]) -> str:
    """Lower case, every code replaced by its kind's stand-in; contacts given in passing are cut."""
    cut, had_lead_in = _cut(text, codes)
    telling = [word for word in WORD.findall(cut) if word.lower() not in SAYS_LITTLE]
    if len(telling) >= (LEAST_WITH_LEAD_IN if had_lead_in else 1):
        return tidy(cut).strip(" ,;:-/|(")
    return tidy(_filled(text, codes))


def _filled(text: str, codes: Sequence[Span]) -> str:
    pieces, end = [], 0
    for span in codes:
        pieces += [text[end : span.start], STAND_INS.get(span.entity, "1001")]
        end = span.end
    return "".join(pieces) + text[end:]


def _cut(text: str, codes: Sequence[Span]) -> Tuple[str, bool]:
    """The text without its contacts and the words that announce them; whether there were such words."""
    before, end, had_lead_in = "", 0, False
    for span in codes:
        before += text[end : span.start]
        end = span.end
        if span.entity not in CONTACTS:
            before += STAND_INS.get(span.entity, "1001")
            continue
        shorter = LEAD_IN.sub("", before)
        had_lead_in = had_lead_in or shorter != before
        before = shorter
    return before + text[end:], had_lead_in


def tidy(text: str) -> str:
    """Lower case, plain quotes, no stretched letters ("pleeease"), single spaces."""
    text = text.translate(QUOTES).lower()
    text = re.sub(r"([a-z!?.])\1{2,}", r"\1\1", text)
    return re.sub(r"\s+", " ", text).strip()
