"""Reading single values of a case; CaseError names the field that cannot be used."""

import re
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from policy_kb.errors import CaseError
from policy_kb.money import read_amount
from policy_kb.vocabulary import TAGS

CURRENCY = re.compile(r"[A-Z]{3}\Z")
COUNTRY = re.compile(r"[A-Z]{2}\Z")
_YEARS = range(1970, 2201)
_MOST_UNITS = 1_000_000
Reader = Callable[[object, str], Any]
# What each reader takes, for the published schema.
SHAPES: dict[Reader, dict[str, Any]] = {}


def read_instant(value: object, path: str) -> datetime:
    """A time with an offset, between 1970 and 2200."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise CaseError(path, f"not an ISO 8601 time: {str(value)[:40]!r}") from None
    if not isinstance(value, datetime):
        raise CaseError(path, f"not an ISO 8601 time: {value!r}")
    if value.tzinfo is None:
        raise CaseError(path, "a time needs an offset, such as +03:00")
    if value.year not in _YEARS:
        raise CaseError(path, f"the year {value.year} is out of range")
    return value


def read_instant_or_date(value: object, path: str) -> datetime | date:
    """A time with an offset, or a plain date."""
    if isinstance(value, str) and len(value) == 10:
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise CaseError(path, f"not an ISO 8601 date: {value!r}") from None
    if isinstance(value, date) and not isinstance(value, datetime):
        if value.year not in _YEARS:
            raise CaseError(path, f"the year {value.year} is out of range")
        return value
    return read_instant(value, path)


def read_text(value: object, path: str) -> str:
    """A string."""
    if not isinstance(value, str):
        raise CaseError(path, f"must be a string, not {value!r}")
    return value


def read_flag(value: object, path: str) -> bool:
    """True or false, nothing like it."""
    if value is True or value is False:
        return value
    raise CaseError(path, f"must be true, false or null, not {value!r}")


def read_count(value: object, path: str) -> int:
    """A whole number, from zero."""
    if type(value) is not int:
        raise CaseError(path, f"must be a whole number, not {value!r}")
    if not 0 <= value <= _MOST_UNITS:
        raise CaseError(path, f"must lie between 0 and {_MOST_UNITS}, not {value}")
    return value


def read_units(value: object, path: str) -> int:
    """A whole number, from one."""
    if read_count(value, path) < 1:
        raise CaseError(path, "must be at least 1")
    return value  # type: ignore[return-value]


def one_of(words: Collection[str]) -> Reader:
    """A reader of one of the words."""
    known = frozenset(words)

    def read(value: object, path: str) -> str:
        if isinstance(value, str) and value in known:
            return value
        raise CaseError(path, f"unknown value {value!r}; one of {', '.join(words)}")

    SHAPES[read] = {"enum": list(words)}
    return read


def some_of(words: Collection[str]) -> Reader:
    """A reader of a list of the words."""
    known = frozenset(words)

    def read(value: object, path: str) -> frozenset[str]:
        if not isinstance(value, list | tuple | set | frozenset):
            raise CaseError(path, f"must be a list, not {value!r}")
        for entry in value:
            if not isinstance(entry, str) or entry not in known:
                raise CaseError(path, f"unknown value {entry!r}; any of {', '.join(words)}")
        return frozenset(value)

    SHAPES[read] = {"type": "array", "items": {"enum": list(words)}}
    return read


def matching(pattern: re.Pattern[str], meaning: str) -> Reader:
    """A reader of a string of that pattern."""

    def read(value: object, path: str) -> str:
        if isinstance(value, str) and pattern.match(value):
            return value
        raise CaseError(path, f"not {meaning}: {value!r}")

    SHAPES[read] = {"type": "string", "pattern": "^" + pattern.pattern.replace("\\Z", "$")}
    return read


read_tags = some_of(TAGS)
SHAPES[read_tags] = {
    "type": "array",
    "items": {"type": "string"},
    "description": f"Of {', '.join(TAGS)}, or the pack's.",
}
SHAPES[read_text] = {"type": "string"}
SHAPES[read_flag] = {"type": "boolean"}
SHAPES[read_count] = {"type": "integer", "minimum": 0, "maximum": _MOST_UNITS}
SHAPES[read_units] = {"type": "integer", "minimum": 1, "maximum": _MOST_UNITS}
SHAPES[read_instant] = {"type": "string", "format": "date-time"}
SHAPES[read_instant_or_date] = {
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]
}
SHAPES[read_amount] = {"type": "string", "pattern": "^[0-9]{1,15}(\\.[0-9]{1,6})?$"}
