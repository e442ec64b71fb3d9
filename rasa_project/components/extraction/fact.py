"""The form in which conditions are written down."""

from typing import NamedTuple, Pattern


class Fact(NamedTuple):
    """A condition with the wordings that say yes and those that say no outright."""

    name: str
    yes: Pattern[str]
    no: Pattern[str]
