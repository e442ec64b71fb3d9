"""Which decisions another version of a policy would change."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policy_kb.engine import decide
from policy_kb.errors import PackError, PolicyError
from policy_kb.library import Library
from policy_kb.loader import read_pack
from policy_kb.streams import parse_case
from policy_kb.version import Version, versions

_COMPARED = (
    "outcome",
    "reason_code",
    "resolutions",
    "refund",
    "return_shipping",
    "missing_facts",
    "deadlines",
)


@dataclass(frozen=True, slots=True)
class Change:
    """One recorded case that the two versions decide differently."""

    line: int
    number: str | None
    fields: tuple[str, ...]
    old: dict[str, Any]
    new: dict[str, Any]

    def to_json(self) -> str:
        """The change as one line of JSON."""
        said = {
            "line": self.line,
            "order": self.number,
            "changed": self.fields,
            "old": self.old,
            "new": self.new,
        }
        return json.dumps(said, ensure_ascii=False)


def find_version(library: Library, store: str, name: str) -> Version:
    """A version by the day it starts on or holds on, or the newest one of a pack at a path."""
    try:
        day = date.fromisoformat(name)
    except ValueError:
        if not Path(name).exists():
            raise PackError(name, "", "is neither a day nor a pack") from None
        return versions(read_pack(Path(name)))[-1]
    held = [version for version in library.versions(store) if version.since <= day]
    if not held:
        raise PackError(str(library.path(store)), "", f"has no version in force on {name}")
    return held[-1]


def changes(
    library: Library, old: Version, new: Version, lines: Iterable[bytes]
) -> Iterator[Change | PolicyError]:
    """Each case of the old version's store that the new version decides differently, and each bad line."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = parse_case(line)
            case = found["case"] if isinstance(found, dict) and "case" in found else found
            if isinstance(case, dict) and case.get("store") != old.store:
                continue
            before = decide(old, library.read(case)).to_dict()
            after = decide(new, library.read(case)).to_dict()
        except PolicyError as error:
            yield PolicyError(f"line {number}: {error}")
            continue
        fields = tuple(name for name in _COMPARED if before[name] != after[name])  # type: ignore[literal-required]
        if fields:
            order = (case.get("order") or {}).get("number")
            yield Change(number, order, fields, _part(before, fields), _part(after, fields))


def _part(record: Any, fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: record[name] for name in dict.fromkeys(("outcome", "reason_code", *fields))}
