"""The action server's logs without what a shopper wrote: errors by kind and place, never by their message.

Errors quote what was being handled: a failed statement, for one, its parameters.
"""

import logging
import re
import traceback
from typing import Any

FRAMES = 8
_EMAIL = re.compile(r"[^\s@\"'<>=]+@[^\s@\"'<>=]+\.[^\s@\"'<>=]+")
_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_make_record = logging.getLogRecordFactory()


def make_record(*arguments: Any, **keywords: Any) -> logging.LogRecord:
    """A record that quotes no error and holds no contact."""
    record = _make_record(*arguments, **keywords)
    message = _NUMBER.sub("[number]", _EMAIL.sub("[e-mail]", _said(record)))
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
        message += (
            f" [{type(error).__name__} at {', '.join(f'{each.filename}:{each.lineno}' for each in frames)}]"
        )
    record.msg, record.args, record.exc_info, record.exc_text = message, (), None, None
    return record


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that don't fit are no reason to fail
        return str(record.msg)


def configure_logs() -> None:
    """Warnings and worse of everything in this process, a line each."""
    logging.setLogRecordFactory(make_record)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
