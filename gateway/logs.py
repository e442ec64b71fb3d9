"""Logs as JSON lines that hold ids, codes and times, and nothing a shopper said or is."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

NOISY = (
    "httpx",
    "httpcore",
    "pywa",
    "telegram",
    "twilio",
    "uvicorn.access",
    "asyncio",
    "PIL",
    "fsspec",
    "opentelemetry",
)
_EMAIL = re.compile(r"[^\s@\"'<>=]+@[^\s@\"'<>=]+\.[^\s@\"'<>=]+")
_NUMBER = re.compile(r"\+?\d[\d\s().-]{7,}\d")
FREE_TEXT = ("event", "error")


def without_personal_data(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Errors by their kind and place, never by their message: messages quote what was being handled."""
    info = event.pop("exc_info", None)
    if info:
        error = (
            info[1]
            if isinstance(info, tuple)
            else info
            if isinstance(info, BaseException)
            else sys.exc_info()[1]
        )
        if error is not None:
            event["exception"] = type(error).__name__
            event["at"] = [
                f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-8:]
            ]
    event.pop("stack_info", None)
    for key in FREE_TEXT:
        if isinstance(event.get(key), str):
            event[key] = _NUMBER.sub("[number]", _EMAIL.sub("[e-mail]", event[key]))
    return event


def configure_logs(level: str, development: bool = False) -> None:
    """Everything this process logs, its libraries' too, as lines on standard output."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
    ]
    renderer: Any = structlog.processors.JSONRenderer()
    if development and sys.stdout.isatty():
        renderer = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
