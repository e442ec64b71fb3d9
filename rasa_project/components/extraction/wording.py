"""Clauses and negation: the few things about English that all the fact tables share."""

import re
from typing import Iterator, Match, Pattern, Sequence, Tuple

from components.extraction.span import Span

PLAIN = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
NEGATOR = re.compile(
    r"(?:\b(?:not|no|never|without|nothing|none|neither|nor|isnt|arent|wasnt|"
    r"werent|dont|doesnt|didnt|havent|hasnt|"
    r"hadnt|cant|couldnt|wont|barely|hardly|yet to|nunca|nicht|kein\w*|jamais|pas|"
    r"não|nao|non|mai|niet|geen|nooit|sin|sans|ohne|sem|senza|zonder)"
    r"|n't)(?:\s+(?!but\b|and\b|because\b|so\b|though\b)[\w']+){0,3}\s*$",
    re.IGNORECASE,
)
LOOK_BACK = 100  # characters; a negator stands at most three words before
CLAUSE_END = re.compile(r"[,;:.!?()]|\s-\s|\b(?:but|because|although|though|however)\b", re.IGNORECASE)


def evened(text: str) -> str:
    """Lower case and plain quotes, every character in its old place."""
    lowered = text.translate(PLAIN).lower()
    return lowered if len(lowered) == len(text) else text.translate(PLAIN)


def is_negated(text: str, start: int) -> bool:
    """Whether a negator stands shortly before `start` in the same clause."""
    clause_start = max(0, start - LOOK_BACK)
    for end in CLAUSE_END.finditer(text, clause_start, start):
        clause_start = end.end()
    return bool(NEGATOR.search(text[clause_start:start]))


def compiled(*patterns: str) -> Pattern[str]:
    """One case-insensitive pattern of several alternatives."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def matches(
    text: str, table: Sequence[Tuple[str, Pattern[str]]], entity: str
) -> Iterator[Tuple[Span, Match[str]]]:
    """Every match of a table whose meaning isn't denied just before it."""
    for value, pattern in table:
        for match in pattern.finditer(text):
            if not is_negated(text, match.start()):
                yield Span(match.start(), match.end(), entity, value), match
