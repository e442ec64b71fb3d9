"""Words that name goods: noun phrases by part of speech, less all else people talk about."""

import re
from pathlib import Path
from typing import Iterator, List, Sequence, Tuple

from spacy.tokens import Token

from components.extraction.numbers import ADDRESS
from components.extraction.span import Span
from components.language import english
from components.languages import ENGLISH, frequencies, is_foreign
from components.spelling import LONGEST, one_slip_away

NOT_GOODS = frozenset((Path(__file__).parent / "not_goods.txt").read_text(encoding="utf-8").split())
PARTS = frozenset(
    [
        "charger",
        "cable",
        "battery",
        "remote",
        "manual",
        "cover",
        "case",
        "plug",
        "adapter",
        "screws",
        "screw",
        "cap",
    ]
)
COLOURS_AND_RANKS = re.compile(
    r"\b(?:the|my|a|an|other)\s+(?P<item>(?:(?:first|second|third|last|other|"
    r"big(?:ger)?|small(?:er)?|large(?:r)?|cheap(?:er|est)?|expensive|more "
    r"expensive|"
    r"black|white|red|blue|green|yellow|pink|purple|grey|gray|brown|orange|beige|"
    r"navy|gold|silver|dark|light|left|right|long|short|new|old|broken|damaged|"
    r"faulty|defective)\s+){1,3}ones?)\b",
    re.IGNORECASE,
)
NO_PARTICULAR_ONE = frozenset({"new one", "broken one", "faulty one", "right one", "different one"})
ORDERED = re.compile(r"\b(?:ordered|bought|paid for)\s+(?:an?|the|one|two|some|my)?\s*$", re.IGNORECASE)
RECEIVED = re.compile(
    r"\b(?:got|received|sent(?: me)?|came|was)\s+(?:an?|the|one|two|some)\s*$", re.IGNORECASE
)
DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "my",
        "our",
        "your",
        "his",
        "her",
        "their",
        "this",
        "that",
        "these",
        "those",
        "both",
        "all",
        "some",
        "one",
        "two",
        "three",
        "four",
        "five",
        "another",
    ]
)
DONE = frozenset({"ordered", "bought", "received", "delivered", "sent", "used", "returned", "opened"})
ANNOUNCED = frozenset({"phone", "email", "tracking_number"})
SOLD_IN_COMPOUNDS = frozenset(
    {"case", "cases", "box", "boxes", "set", "sets", "label", "labels", "strap", "straps"}
)
FOLLOW_GOODS = frozenset({"from", "came", "arrived", "is", "has", "was", "does", "broke", "stopped"})
SHORT_GOODS, SHORTEST_MISSPELT = frozenset({"tv", "pc"}), 6
RETRACTED = re.compile(r"\bnot\s+(?:the|an?|my|these|those)?\s*$", re.IGNORECASE)
PLACES = frozenset({"in", "at", "near", "to"})
INSIDE, HEAD = ("JJ", "NN", "NNS", "NNP", "NNPS", "VBN", "VBG", "CD"), ("NN", "NNS", "NNP", "NNPS")


def find_items(text: str, taken: Sequence[Span], missing_parts: bool) -> List[Span]:
    """Noun phrases that may name goods; a part (a charger) only if nothing else does and none is missing."""
    if is_foreign(text) or ADDRESS.search(text):
        return []
    ones = [
        Span(match.start("item"), match.end("item"), "item", match["item"])
        for match in COLOURS_AND_RANKS.finditer(text)
        if match["item"].lower() not in NO_PARTICULAR_ONE
    ]
    named: List[Tuple[Span, str]] = []
    for words in _phrases(text):
        span = Span(
            words[0].idx,
            words[-1].idx + len(words[-1]),
            "item",
            text[words[0].idx : words[-1].idx + len(words[-1])],
        )
        announces_code = any(0 <= other.start - span.end <= 4 for other in taken if other.entity in ANNOUNCED)
        if not announces_code and not any(span.overlaps(other) for other in [*taken, *ones]):
            named.append((span, words[-1].lower_))
    whole = [span for span, head in named if head not in PARTS]
    parts = [] if missing_parts or whole or ones else [span for span, head in named if head in PARTS]
    found = sorted([*ones, *whole, *parts], key=lambda span: span.start)
    return _without_received(text, _without_retracted(text, found))


def _without_retracted(text: str, items: List[Span]) -> List[Span]:
    """Of "the white one, not the black one" only the white one is meant."""
    meant = [span for span in items if not RETRACTED.search(text[: span.start])]
    return meant or items


def _without_received(text: str, items: List[Span]) -> List[Span]:
    """Of "ordered a kettle, got a pan" only the kettle is an item of the order."""
    if not any(ORDERED.search(text[: span.start]) for span in items):
        return items
    return [span for span in items if not RECEIVED.search(text[: span.start])]


def _phrases(text: str) -> Iterator[List[Token]]:
    """Runs of adjectives and nouns that end in a noun which may be goods, without determiners."""
    run: List[Token] = []
    shouted = text.isupper() and len(text.lower()) == len(text)  # capitals are taken for names
    for token in [*english()(text.lower() if shouted else text), None]:
        if (
            token is not None
            and (token.tag_ in INSIDE or _is_misread(token))
            and token.lower_ not in DETERMINERS
            and not token.like_num
            and token.is_alpha
        ):
            run.append(token)
            continue
        if token is not None and run and token.text == "-":
            continue
        if not _is_place(run):
            yield from _goods(run)
        run = []


def _is_no_good(run: List[Token]) -> bool:
    """Whether the last word names no goods; a case may be a claim's, a phone case is sold."""
    head, before = run[-1].lower_, run[-2] if len(run) > 1 else None
    is_compound = before is not None and before.tag_ in ("NN", "NNP") and before.lower_ not in NOT_GOODS
    return _names_no_goods(head) and not (head in SOLD_IN_COMPOUNDS and is_compound)


def _names_no_goods(word: str) -> bool:
    """Whether a word is none for goods, or a slip of one: "reciept"."""
    if word in NOT_GOODS:
        return True
    is_misspelt = SHORTEST_MISSPELT <= len(word) <= LONGEST and word not in frequencies(ENGLISH)
    return is_misspelt and not NOT_GOODS.isdisjoint(one_slip_away(word))


def _is_place(run: List[Token]) -> bool:
    """ "in New York" names no goods."""
    if not run or run[0].i == 0:
        return False
    return run[0].nbor(-1).lower_ in PLACES and all(token.tag_ in ("NNP", "NNPS") for token in run)


def _may_be_head(token: Token) -> bool:
    return token.tag_ in HEAD or _is_misread(token)


def _is_misread(token: Token) -> bool:
    """ "Dress from order 1001": what opens the message before these words is no imperative."""
    return token.i == 0 and len(token.doc) > 1 and token.nbor().lower_ in FOLLOW_GOODS


def _goods(run: List[Token]) -> Iterator[List[Token]]:
    while run and (not _may_be_head(run[-1]) or _is_no_good(run)):
        if _may_be_head(run[-1]):
            return
        run = run[:-1]
    while run and (run[0].lower_ in NOT_GOODS or run[0].tag_ == "VBG" or run[0].lower_ in DONE):
        run = run[1:]
    if run and (len(run[-1].text) > 2 or run[-1].lower_ in SHORT_GOODS):
        yield run
