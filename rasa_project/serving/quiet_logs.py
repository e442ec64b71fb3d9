"""Rasa's logs without what a shopper wrote: errors by kind and place, and only harmless fields beside them.

Rasa logs the text of a message that failed, tracebacks whose errors quote what was being handled, and the
values of local variables.
"""

import logging
import re
import traceback
import warnings
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO

import structlog

HARMLESS = frozenset({"event", "event_info", "event_key", "level", "timestamp", "logger", "exception", "at"})
FRAMES = 8
_EMAIL = re.compile(r"[^\s@\"'<>=]+@[^\s@\"'<>=]+\.[^\s@\"'<>=]+")
_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_make_record = logging.getLogRecordFactory()


def without_contacts(text: str) -> str:
    """The text without e-mail addresses and long numbers."""
    return _NUMBER.sub("[number]", _EMAIL.sub("[e-mail]", text))


def places(trace: "TracebackType | None") -> list[str]:
    """Where an error came from, innermost last."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(trace)[-FRAMES:]]


def make_record(*arguments: Any, **keywords: Any) -> logging.LogRecord:
    """A record that quotes no error."""
    record = _make_record(*arguments, **keywords)
    message = without_contacts(_said(record))
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        message += f" [{type(error).__name__} at {', '.join(places(error.__traceback__))}]"
    record.msg, record.args, record.exc_info, record.exc_text = message, (), None, None
    return record


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that don't fit: as logging itself, no reason to fail
        return str(record.msg)


def scrub(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The same for structlog: other fields but numbers and flags are dropped."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"], event["at"] = type(error).__name__, places(error.__traceback__)
    for key in [each for each in event if each not in HARMLESS]:
        if not isinstance(event[key], bool | int | float):
            event[key] = "[withheld]"
    for key in ("event", "event_info"):
        if isinstance(event.get(key), str):
            event[key] = without_contacts(event[key])
    return event


def _warn(  # noqa: PLR0913, PLR0917 (as Python calls it)
    message: "Warning | str",
    category: type[Warning],
    filename: str,
    lineno: int,
    file: "TextIO | None" = None,
    line: "str | None" = None,
) -> None:
    """Rasa's warnings quote messages that it can't read."""
    logging.getLogger("warnings").warning("%s at %s:%s", category.__name__, filename, lineno)


def install() -> None:
    """From now on; loggers that exist already follow, since they share structlog's list of processors."""
    logging.setLogRecordFactory(make_record)
    warnings.showwarning = _warn
    processors = structlog.get_config()["processors"]
    if scrub not in processors:
        # after Rasa has noted the error that is being handled, before anything is rendered
        noted = structlog.dev.set_exc_info
        processors.insert(processors.index(noted) + 1 if noted in processors else 0, scrub)
