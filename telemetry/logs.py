"""One way to log for every process: a line an entry, as JSON for machines or as text for a person.

Entries are redacted where they are made, so that no library's own handler writes what ours would not.
"""

import logging
import sys
import warnings
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO

import structlog

from telemetry.readable import readable
from telemetry.redaction import OURS, kind_and_place, redacted, without_contacts

TEXT = "text"
LIBRARIES = logging.WARNING  # below that they quote addresses, tokens and texts
HOME = Path(__file__).resolve().parent.parent


def configure_logs(level: str, form: str, stream: TextIO | None = None) -> None:
    """Everything this process logs from now on; `level` is that of our own loggers, `form` json or text."""
    show_our_warnings_only()
    logging.setLogRecordFactory(make_record)
    structlog.configure(
        processors=[structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stdout)
    handler.setFormatter(_formatter(form))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(LIBRARIES)
    logging.lastResort = handler  # of loggers that a library cuts off from the root
    for name in OURS:
        logging.getLogger(name).setLevel(level)


def show_our_warnings_only() -> None:
    """Nobody who runs this can do anything about those of other people's packages."""
    warnings.showwarning = _warn


def _formatter(form: str) -> logging.Formatter:
    renderer: Any = readable if form == TEXT else structlog.processors.JSONRenderer()
    return structlog.stdlib.ProcessorFormatter(
        processors=[
            _add_origin,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            renderer,
        ]
    )


def _add_origin(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    record: logging.LogRecord = event["_record"]
    event["level"], event["logger"] = record.levelname.lower(), record.name
    return event


def make_record(*arguments: Any, **keywords: Any) -> logging.LogRecord:
    """A record that quotes no error and holds no contact."""
    record = logging.LogRecord(*arguments, **keywords)
    if isinstance(record.msg, dict):  # from structlog
        record.msg = redacted(record.msg, record.name)
    else:
        record.msg = without_contacts(_said(record))
        error = kind_and_place(record.exc_info)
        if error:
            record.msg += f" [{error['exception']} at {', '.join(error['at'])}]"
    record.args, record.exc_info, record.exc_text, record.stack_info = (), None, None, None
    return record


def _said(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # arguments that don't fit are no reason to fail
        return str(record.msg)


def _warn(  # noqa: PLR0913, PLR0917 (as Python calls it)
    message: "Warning | str",
    category: "type[Warning]",
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning about our own code, by its kind and place: its words may quote what was read."""
    path, log = Path(filename), logging.getLogger("telemetry")
    if path.is_relative_to(HOME) and "site-packages" not in path.parts:
        log.warning("%s at %s:%s", category.__name__, path.relative_to(HOME), lineno)
