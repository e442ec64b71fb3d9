"""Log entries that hold ids, codes and times, and nothing a shopper said or is.

An error is logged by its kind and place, never by its words: they quote what was being handled, as a failed
statement does its parameters.
"""

import re
import sys
import traceback
from collections.abc import Mapping
from typing import Any

OURS = frozenset({"actions", "components", "gateway", "policy_kb", "serving", "shop", "telemetry"})
TRACEBACKS = frozenset({"exc_info", "exception", "stack", "stack_info"})
FREE_TEXT = frozenset({"error", "event", "event_info"})
WITHHELD = "[withheld]"
FRAMES = 8
# Only a word's first character may begin a match, so that a long text costs no more than its length.
_EMAIL = re.compile(r"(?<![^\s@\"'<>=])[^\s@\"'<>=]+@[^\s@\"'<>=]+\.[^\s@\"'<>=]+")
_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,}\d")


def without_contacts(text: str) -> str:
    """The text without e-mail addresses and long numbers."""
    return _NUMBER.sub("[number]", _EMAIL.sub("[e-mail]", text))


def is_ours(logger: str) -> bool:
    """Whether the logger is one of this project's, whose fields are chosen with care."""
    return logger.partition(".")[0] in OURS


def redacted(event: Mapping[str, Any], logger: str) -> dict[str, Any]:
    """The fields of an entry that may be kept; of foreign loggers numbers and flags, beside what happened."""
    told = {key: value for key, value in event.items() if key not in TRACEBACKS}
    kept = {key: _field(key, value, logger) for key, value in told.items()}
    return {**kept, **kind_and_place(event.get("exc_info"))}


def _field(key: str, value: Any, logger: str) -> Any:
    if key in FREE_TEXT:
        return without_contacts(str(value))
    is_harmless = value is None or isinstance(value, (bool, int, float))
    return value if is_harmless or is_ours(logger) else WITHHELD


def kind_and_place(info: Any) -> dict[str, Any]:
    """What may be told of an error, given as `logging` takes it: an error, a triple, or a flag."""
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if not isinstance(error, BaseException):
        return {}
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    places = [f"{_short(each.filename)}:{each.lineno}" for each in frames]
    return {"exception": type(error).__name__, "at": places}


def _short(path: str) -> str:
    """A file by its package: what is before that says where it is installed."""
    return path.partition("site-packages/")[2] or "/".join(path.split("/")[-3:])
