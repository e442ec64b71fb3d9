"""E-mail addresses: whole or not at all, since what is cut from one may be somebody else's."""

import re
import string
from typing import Iterator

from components.extraction.span import Span

LONGEST = 320
SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
# What stands between words and around them, and in no address.
WORD = re.compile(r"[^\s<>()\[\]{},;:\"|«»‹›“”„‟‘`´…—–、。，；：！？]+")
AROUND = "'’*!?¡¿."
LABEL = re.compile(r"[^\W_](?:[\w-]{0,61}[^\W_])?")
LAST_LABEL = re.compile(r"[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59}", re.IGNORECASE)
AT = r"(?:@|\(at\)|\[at\]|\bat\b|\barroba\b|\barobase\b)"
DOT = r"(?:\(dot\)|\[dot\]|\bdot\b|\bpunto\b|\bpoint\b|\bponto\b|\bpunkt\b|\bpunt\b)"
GAP = r"\s{0,3}"
SPELT_DOT = rf"(?:\.|{GAP}{DOT}{GAP})"
# Spelt out, the last label must be a common one, and a plain dot has no blank beside it: "look at it. me too"
# is no address. Everything is bounded, and a part begins where nothing that may belong to it stands before,
# so the work grows with the text alone.
SPELT = re.compile(
    rf"(?<![\w.%+\-/'’@])(?P<user>[\w%+\-]{{1,64}}(?:{SPELT_DOT}[\w%+\-]{{1,64}}){{0,3}}?){GAP}{AT}{GAP}"
    rf"(?P<host>[\w\-]{{1,63}}(?:{SPELT_DOT}[\w\-]{{1,63}}){{0,2}}?{SPELT_DOT}"
    r"(?:com|net|org|edu|io|co|me|info|ke|uk|de|fr|es|it|nl|pt|br|eu|us|ca|au|in|za|cn))(?![\w@%+/-])",
    re.IGNORECASE,
)
SPELT_OUT = re.compile(r"\s|[(\[]")


def find_emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also written "anna at example dot com", with the capitals A to Z made small."""
    for word in WORD.finditer(text):
        if "@" in word.group():
            before = len(word.group()) - len(word.group().lstrip(AROUND))
            written = word.group().strip(AROUND)
            if _is_email(written):
                start = word.start() + before
                yield Span(start, start + len(written), "email", written.translate(SMALL))
    for match in SPELT.finditer(text):
        if SPELT_OUT.search(match.group()):  # in one piece it was judged above
            yield Span(
                match.start(), match.end(), "email", f"{_joined(match['user'])}@{_joined(match['host'])}"
            )


def _is_email(written: str) -> bool:
    user, _, host = written.partition("@")
    *labels, last = host.split(".")
    return (
        len(written) <= LONGEST
        and bool(user)
        and not user.endswith(".")
        and bool(labels)
        and all(LABEL.fullmatch(label) for label in labels)
        and LAST_LABEL.fullmatch(last) is not None
    )


def _joined(part: str) -> str:
    return re.sub(SPELT_DOT, ".", part.strip(), flags=re.IGNORECASE).translate(SMALL)
