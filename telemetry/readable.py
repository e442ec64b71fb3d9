"""A log entry as one line for a person: when, what, and the few fields that tell one entry from another."""

from collections.abc import Mapping, MutableMapping
from datetime import datetime
from typing import Any

SHORT = 8  # characters of an id: enough to tell today's conversations apart
SHORTENED = frozenset({"conversation"})
FOR_MACHINES = frozenset({"entry", "level", "logger", "timestamp", "trace"})
INNERMOST = 2


def readable(_logger: object, _method: str, event: MutableMapping[str, Any]) -> str:
    """The line, without its end; local time, since a person compares it with a watch."""
    at = datetime.fromisoformat(str(event["timestamp"]).replace("Z", "+00:00")).astimezone()
    level = str(event.get("level", "info")).upper()
    loud = "" if level in {"INFO", "DEBUG"} else f"{level} "
    what = str(event.pop("event", "")).replace("_", " ")
    return " ".join(f"{at:%H:%M:%S} {loud}{what} {_fields(event)}".split())


def _fields(event: Mapping[str, Any]) -> str:
    shown = {key: value for key, value in event.items() if key not in FOR_MACHINES and value is not None}
    return " ".join(f"{key}={_value(key, value)}" for key, value in shown.items())


def _value(key: str, value: Any) -> str:
    if key == "at":
        return " < ".join(reversed(value[-INNERMOST:]))
    return str(value)[:SHORT] if key in SHORTENED else str(value)
