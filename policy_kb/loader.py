"""Finding packs on disk and reading them: a folder or one file per store."""

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

from msgspec import ValidationError, convert

from policy_kb.errors import PackError
from policy_kb.pack_model import Pack
from policy_kb.pack_rules import check_references
from policy_kb.strict_yaml import read_mapping

OWN_PACKS = Path(__file__).parent / "packs"
_GENERAL = "general.yaml"
# A step of a place such as `$.parameters[...].values`: a name, a number, or any key.
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\[\.\.\.\]")


def find_packs(directories: Iterable[Path]) -> dict[str, Path]:
    """The folder or file of each store, by slug; a later directory's pack replaces an earlier one's."""
    found: dict[str, Path] = {}
    for directory in directories:
        if not directory.is_dir():
            raise PackError(str(directory), "", "is not a directory")
        for path in sorted(directory.iterdir()):
            if path.is_dir() and any(path.glob("*.yaml")):
                found[path.name] = path
            elif path.suffix == ".yaml" and path.name != _GENERAL:
                found[path.stem] = path
    return found


def read_pack(path: Path) -> Pack:
    """The pack at the path, checked; PackError names the file and the key of the first mistake."""
    merged: dict[str, Any] = {}
    where: dict[str, str] = {}
    files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    for file in files:
        for key, value in read_mapping(file).items():
            _merge(merged, where, key, value, str(file))
    _add_general(merged)
    pack = _validated(merged, where, str(path))
    expected = path.name if path.is_dir() else path.stem
    if pack.store != expected:
        raise PackError(where["store"], "store", f"is {pack.store!r}, but the pack's name is {expected!r}")
    check_references(pack, where, str(path))
    return pack


def _merge(merged: dict[str, Any], where: dict[str, str], key: str, value: Any, file: str) -> None:
    """Mappings may be spread over a folder's files; an entry given twice is a mistake."""
    if key not in merged:
        merged[key] = dict(value) if isinstance(value, dict) else value
        where[key] = file
        return
    if not isinstance(value, dict) or not isinstance(merged[key], dict):
        raise PackError(file, key, f"stands in {where[key]} too")
    for name in value:
        if name in merged[key]:
            raise PackError(file, f"{key}.{name}", "stands in another file of the pack too")
    merged[key].update(value)


@lru_cache(maxsize=1)
def _general() -> dict[str, Any]:
    return read_mapping(OWN_PACKS / _GENERAL)


def _add_general(merged: dict[str, Any]) -> None:
    """Conventions that hold in every store come before the store's own."""
    general = _general()
    merged["clauses"] = {**general["clauses"], **merged.get("clauses", {})}
    own = merged.get("translations", {})
    if isinstance(own, dict):
        for language, said in general["translations"].items():
            if language in own:
                own[language] = {**said, **own[language]}
    if isinstance(merged.get("blocks", []), list):
        merged["blocks"] = [*general["blocks"], *merged.get("blocks", [])]


def _validated(merged: dict[str, Any], where: dict[str, str], path: str) -> Pack:
    try:
        return convert(merged, Pack)
    except ValidationError as error:
        raise _located(merged, where, path, str(error)) from None


def _located(merged: dict[str, Any], where: dict[str, str], path: str, message: str) -> PackError:
    """The mistake by file and key: where the message has "any key" of a mapping, the key is looked for."""
    text, _, place = message.partition(" - at `")
    root = deepcopy(merged)
    inner: Any = root
    keys: list[str] = []
    for name, number in _STEP.findall(place):
        if not name and not number:
            key: Any = _wrong_key(root, inner, message)
            if key is None:
                break
        else:
            key = name or int(number)
        keys.append(str(key))
        inner = inner[key]
    if not keys:
        unknown = next((key for key in merged if f"`{key}`" in text), "")
        return PackError(where.get(unknown, path), unknown, text)
    return PackError(where.get(keys[0], path), ".".join(keys), text)


def _wrong_key(root: dict[str, Any], mapping: dict[str, Any], message: str) -> str | None:
    """The key of a mapping within the pack that is wrong: the pack is wrong in the same way with it alone."""
    entries = dict(mapping)
    for key, value in entries.items():
        mapping.clear()
        mapping[key] = value
        try:
            convert(root, Pack)
        except ValidationError as error:
            if str(error) == message:
                return key
        mapping.clear()
        mapping.update(entries)
    return None
