"""Comparing a decision with the part of one that a scenario expects."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

_SETS = frozenset(
    {"resolutions", "missing_facts", "required", "recommended", "missing", "notes", "next_steps"}
)
_NAMED_TIMES = {"deadlines": ("what", "at"), "timeline": ("step", "due")}


def differences(expected: Mapping[str, Any], record: Mapping[str, Any], path: str = "") -> list[str]:
    """What is expected and not so; nothing expected is compared that is not named."""
    found: list[str] = []
    for name, wanted in expected.items():
        found += _difference(name, wanted, record, f"{path}{name}")
    return found


def _difference(name: str, wanted: Any, record: Mapping[str, Any], path: str) -> list[str]:
    if name == "timeline_due_any":
        dues = {_moment(step["due"]) for step in record["timeline"] if step["due"]}
        return [f"{path}: no step is due at {due}" for due in wanted if _moment(due) not in dues]
    if name.endswith("_contains"):
        held = record[name.removesuffix("_contains")]
        ids = [entry["id"] if isinstance(entry, Mapping) else entry for entry in held]
        return [f"{path}: {entry!r} is not in {ids}" for entry in wanted if entry not in ids]
    if name not in record:
        return [f"{path}: is not in the decision"]
    got = record[name]
    if name in _NAMED_TIMES and isinstance(wanted, Mapping):
        return _times(wanted, got, *_NAMED_TIMES[name], path)
    if isinstance(wanted, Mapping) and isinstance(got, Mapping):
        return differences(wanted, got, f"{path}.")
    same = _same_amount(wanted, got) if name == "amount" else _same(name, wanted, got)
    return [] if same else [f"{path}: {got!r} instead of {wanted!r}"]


def _same(name: str, wanted: Any, got: Any) -> bool:
    if name in _SETS and isinstance(wanted, list) and isinstance(got, list):
        return sorted(wanted) == sorted(got)
    return bool(wanted == got)


def _same_amount(wanted: Any, got: Any) -> bool:
    if wanted is None or got is None:
        return wanted is got
    try:
        return Decimal(str(wanted)) == Decimal(str(got))
    except InvalidOperation:
        return False


def _times(wanted: Mapping[str, str | None], got: list[Any], key: str, value: str, path: str) -> list[str]:
    held = {entry[key]: entry[value] for entry in got}
    found = []
    for name, moment in wanted.items():
        if name not in held or _moment(held[name]) != _moment(moment):
            found.append(f"{path}.{name}: {held.get(name)!r} instead of {moment!r}")
    return found


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
