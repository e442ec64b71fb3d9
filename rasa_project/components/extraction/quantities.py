"""How many pieces are meant."""

import re
from typing import Iterator, Optional

from components.extraction.numbers import CURRENCY
from components.extraction.span import Span

WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10,
    "single": 1, "both": 2, "couple": 2, "a dozen": 12,
    "uno": 1, "una": 1, "dos": 2, "tres": 3, "deux": 2, "trois": 3, "eins": 1, "zwei": 2, "drei": 3,
    "dois": 2, "duas": 2, "três": 3, "due": 2, "tre": 3, "twee": 2, "drie": 3, "ambos": 2,
    "ambas": 2, "beide": 2,
    "entrambi": 2, "les deux": 2,
}  # fmt: skip
NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
PATTERNS = [
    re.compile(rf"\ball (?P<n>{NUMBER})\b(?! (?:days|weeks))", re.IGNORECASE),
    re.compile(r"\b(?P<n>both|ambos|ambas|beide|entrambi|les deux)\b", re.IGNORECASE),
    re.compile((
rf"\b(?:just|only|a single|make (?:it|that|them)|need|quantity(?: is| to| of|:)?|qty:?|"
rf"x)\s?(?P<n>{NUMBER})\b(?! (?:day|week|month|hour|minute|time|of the (?:lids|"
rf"buttons)|side|earbud|star|(?:has |have )?(?:arrived|came|come|turned up|was|were|is|"
rf"are)\b|(?:\w+ ){{1,2}}(?:was |were |is )?(?:in|inside) (?:the|my|this) ))"
), re.IGNORECASE),
    re.compile(
        rf"\b(?P<n>{NUMBER}) (?:out )?of (?:the |my |these |those )?{NUMBER}\b(?! ?{CURRENCY})", re.IGNORECASE
    ),
    re.compile(rf"\b(?P<n>{NUMBER}) (?:out )?of (?:them|these|those|the|my|it)\b(?! \d)", re.IGNORECASE),
    re.compile(rf"\b{NUMBER} but (?:it's|its|it is|should be|i meant) (?P<n>{NUMBER})\b", re.IGNORECASE),
    re.compile((
        rf"(?<!of )(?<!of the )\b(?P<n>{NUMBER})\s?(?:x|pcs?|pieces?|units?|items?|pairs?)\b(?! of "
        rf"\d)"
    ), re.IGNORECASE),
    re.compile((
        rf"\b(?:return|exchange|send back|refund|swap|replace|cancel|keep) (?:only |just "
        rf")?(?P<n>{NUMBER})(?=\W*$)"
    ), re.IGNORECASE),
    re.compile((
rf"\b(?:return|exchange|send back|refund|swap|replace|cancel)(?: the| my| "
rf"back)? (?P<n>{NUMBER}) (?!days?\b|weeks?\b|\d)[a-z]"
), re.IGNORECASE),
    re.compile((
rf"^\W*(?P<n>{NUMBER}|both|uno|una|dos|tres|deux|trois|eins|zwei|drei|dois|"
rf"duas|três|due|tre|twee|drie)(?: please| pls| piece| pieces)?\W*$"
), re.IGNORECASE),
]  # fmt: skip
ALL = re.compile(
    (
        r"^\W*(?:all|everything|todos|todas|tous|toutes|alle|alles|tutti|tutte|"
        r"allemaal)(?: of (?:it|them))?(?: please)?\W*$|\ball (?:of (?:them|it|these|"
        r"the)|the (?:items|pieces|things))\b"
    ),
    re.IGNORECASE,
)
NOT_THE_CLAIM = re.compile(
    (
        r"\b(?:ordered|bought|instead of|paid for|sent me|got|received|there (?:are|"
        r"were))\W+(?:only |just |all )?$|\binstead of\W+$"
    ),
    re.IGNORECASE,
)


def find_quantities(text: str) -> Iterator[Span]:
    """The first quantity: an integer, or "all"."""
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            number = _number(match["n"])
            if number and not NOT_THE_CLAIM.search(text[: match.start("n")]):
                yield Span(match.start("n"), match.end("n"), "quantity", number)
                return
    match = ALL.search(text)
    if match:
        yield Span(match.start(), match.end(), "quantity", "all")


def _number(words: str) -> Optional[int]:
    lowered = words.lower()
    return int(lowered) if lowered.isdigit() else WORDS.get(lowered)
