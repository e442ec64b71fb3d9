"""Small numbers in digits and in words, by Unicode's rules for spelling numbers."""

import re
from functools import cache

from unicode_rbnf import FormatPurpose, RbnfEngine

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")
MOST = 20
_DIGITS = re.compile(r"(?<![\w.,-])#?(\d{1,3})(?:st|nd|rd|th|º|ª|e|er|\.)?(?![\w.,-]*\d)")
_WORD = re.compile(r"[^\W\d_]+")


@cache
def _words(purpose: FormatPurpose) -> dict[str, int]:
    """Number by word; where languages disagree ("once") the word is left out."""
    found: dict[str, set[int]] = {}
    for language in LANGUAGES:
        engine = RbnfEngine.for_language(language)
        for number in range(1, MOST + 1):
            for spelt in engine.format_number(number, purpose=purpose).text_by_ruleset.values():
                found.setdefault(spelt.replace("\u00ad", "").lower(), set()).add(number)
    return {word: numbers.pop() for word, numbers in found.items() if len(numbers) == 1}


def counts_in(text: str) -> list[int]:
    """Counting numbers in the order of the text: "two of the 3 vases" gives 2 and 3."""
    return _numbers(text, _words(FormatPurpose.CARDINAL))


def places_in(text: str) -> list[int]:
    """Places in a list: "the second one" and "2" give 2."""
    return _numbers(text, {**_words(FormatPurpose.CARDINAL), **_words(FormatPurpose.ORDINAL)})


def _numbers(text: str, words: dict[str, int]) -> list[int]:
    found = [(match.start(), int(match[1])) for match in _DIGITS.finditer(text)]
    found += [
        (match.start(), words[match.group().lower()])
        for match in _WORD.finditer(text)
        if match.group().lower() in words
    ]
    return [number for _, number in sorted(found)]
