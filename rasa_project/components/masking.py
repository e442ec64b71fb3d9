"""The text that the intent model sees: codes replaced by typical ones, spelling evened out."""

import re
from typing import Sequence

from components.extraction.span import Span

STAND_INS = {
    "order_number": "1001",
    "email": "me@mail.com",
    "phone": "0700000000",
    "tracking_number": "TRACK000",
}
QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "…": "...", "–": "-", "—": "-"}
)


def masked(text: str, codes: Sequence[Span]) -> str:
    """The text in lower case with every code replaced by its kind's stand-in."""
    pieces, end = [], 0
    for span in codes:
        pieces += [text[end : span.start], STAND_INS.get(span.entity, "1001")]
        end = span.end
    pieces.append(text[end:])
    return tidy("".join(pieces))


def tidy(text: str) -> str:
    """Lower case, plain quotes, no stretched letters ("pleeease"), single spaces."""
    text = text.translate(QUOTES).lower()
    text = re.sub(r"([a-z!?.])\1{2,}", r"\1\1", text)
    return re.sub(r"\s+", " ", text).strip()
