"""A message as clauses, and how much of a long one is read."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import List, Optional

from components.extraction.codes import find_codes
from components.extraction.facts import find_facts
from components.extraction.span import Span
from components.masking import masked

# Each alternative begins where its run of blanks or marks begins: tried from within the run, too, it would
# cost the square of the run's length.
SPLIT = re.compile(
    r"(?<![.;?!])[.;?!]+\s+|"
    r"(?:,\s+|(?<![\s,])\s+)(?:and also|and then|and|also|plus|as well as|then)\s+|"
    r",\s+(?!please|pls|thanks)|(?<!\s)\s+&\s+",
    re.IGNORECASE,
)


@dataclass
class Clause:
    """A stretch of a message; what is found in it is found once, whoever asks."""

    text: str
    at: Optional[str] = None

    @cached_property
    def codes(self) -> List[Span]:
        """E-mails, phones, tracking and order numbers."""
        return find_codes(self.text)

    @cached_property
    def facts(self) -> List[Span]:
        """Everything that the clause states."""
        return find_facts(self.text, self.at, codes=self.codes)

    @cached_property
    def masked(self) -> str:
        """What the intent model sees of it."""
        return masked(self.text, self.codes)


def clauses_of(text: str, at: Optional[str] = None) -> List[Clause]:
    """The clauses that may be requests of their own; `at` is when the message was written."""
    stripped = [clause.strip(" ,.;") for clause in SPLIT.split(text)]
    return [Clause(clause, at) for clause in stripped if clause]


def beginning(text: str, characters: int, clauses: int) -> str:
    """At most so many characters and clauses of a text: a word or a code is left out rather than cut."""
    start = text[:characters]
    if len(text) > characters and not (text[characters].isspace() or start[-1].isspace()):
        start = start.rsplit(None, 1)[0]
    for number, end in enumerate(SPLIT.finditer(start), start=1):
        if number == clauses:
            return start[: end.end()].rstrip()
    return start
