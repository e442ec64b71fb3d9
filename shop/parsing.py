"""From a file's text to checked records, or an error that names the bad one."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from shop.errors import BadRecord
from shop.records import OrderRecord


def parse_orders(text: str) -> list[OrderRecord]:
    """The records of an import file; the first bad one raises `BadRecord` with all that is wrong in it."""
    try:
        data = json.loads(text, parse_float=Decimal, object_pairs_hook=_no_key_twice)
    except (ValueError, RecursionError) as error:
        raise BadRecord(None, None, [f"not readable as JSON: {error}"]) from error
    return check_orders(data)


def check_orders(data: Any) -> list[OrderRecord]:
    """The same for data that was read already."""
    if not isinstance(data, dict) or set(data) != {"orders"} or not isinstance(data["orders"], list):
        raise BadRecord(None, None, ['must be {"orders": [...]} and nothing else'])
    records = [_check(index, record) for index, record in enumerate(data["orders"])]
    _refuse_doubles(records)
    return records


def _check(index: int, record: Any) -> OrderRecord:
    try:
        return OrderRecord.model_validate(record)
    except ValidationError as error:
        number = record.get("number") if isinstance(record, dict) else None
        raise BadRecord(index, None if number is None else str(number), _problems(error)) from None


def _problems(error: ValidationError) -> list[str]:
    problems = []
    for problem in error.errors(include_input=False, include_url=False):
        place = ".".join(str(part) for part in problem["loc"])
        message = problem["msg"].removeprefix("Value error, ")
        problems.append(f"{place}: {message}" if place else message)
    return problems


def _refuse_doubles(records: Sequence[OrderRecord]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for index, record in enumerate(records):
        first = seen.setdefault((record.store, record.number), index)
        if first != index:
            raise BadRecord(index, record.number, [f"number: orders[{first}] of the same store has it too"])


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"key {double!r} is there twice")
    return found
