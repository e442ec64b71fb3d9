"""YAML that says what it means: no duplicate keys, no Norwegian booleans, no floats, no surprise dates."""

import re
from pathlib import Path
from typing import Any

import yaml

from policy_kb.errors import PackError

_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_SafeLoader):  # type: ignore[misc]
    """Only true, false, null and whole numbers are anything but strings."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own interface


_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), list("tf"))
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"(?:0|[1-9][0-9]*)\Z"), list("0123456789")
)
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(?:null|~|)\Z"), ["n", "~", ""])


def _mapping(loader: Any, node: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str | int) or isinstance(key, bool):
            raise yaml.MarkedYAMLError(problem=f"line {line}: a key must be a word, not {key!r}")
        if str(key) in found:
            raise yaml.MarkedYAMLError(problem=f"line {line}: the key {key!r} stands there twice")
        found[str(key)] = loader.construct_object(value_node, deep=True)
    return found


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load_mapping(text: str, file: str) -> dict[str, Any]:
    """The mapping that the YAML text holds; PackError naming `file` for anything else."""
    try:
        loaded = yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as error:
        raise PackError(file, "", _plain(error)) from None
    except yaml.YAMLError as error:
        raise PackError(file, "", str(error).splitlines()[0]) from None
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise PackError(file, "", "must be a mapping of keys to values")
    return loaded


def read_mapping(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file."""
    try:
        return load_mapping(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError:
        raise PackError(str(path), "", "is not UTF-8 text") from None


def _plain(error: yaml.MarkedYAMLError) -> str:
    where = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
    return f"{where}{error.problem or error.context or 'cannot be read'}"
