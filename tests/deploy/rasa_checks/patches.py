"""Checks of what is replaced in Rasa: all of it is in one table, which refuses what it doesn't know."""

# ruff: noqa: T201 (what holds is said on standard output)

import hashlib
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import FunctionType, ModuleType

import serving
from rasa.core.processor import MessageProcessor
from serving.patches import PATCHES, ForeignRasa, Patch, apply, rasas_own, require_known_rasa

HOME = Path(serving.__file__).parents[2]
DOCUMENTED = "warnings:showwarning"  # Python says that it may be replaced
NOT_REPLACED = MessageProcessor.log_message
SOURCE = hashlib.sha256(inspect.getsource(NOT_REPLACED).encode()).hexdigest()
KNOWN = Patch(
    "rasa.core.processor:MessageProcessor.log_message", ("serving.traces:parsed_in_trace",), SOURCE, "checked"
)


def is_ours(file: str) -> bool:
    """Whether code is of this project, not of a package installed in it."""
    path = Path(file)
    return path.is_relative_to(HOME) and "site-packages" not in path.parts


def load_everything_of_ours() -> None:
    """Any module could replace something when it is loaded."""
    for folder in ("serving", "components"):
        package = importlib.import_module(folder)
        for module in pkgutil.walk_packages(package.__path__, f"{folder}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def ours_in(module: ModuleType) -> Iterator[str]:
    """Each function of a foreign module, or of its classes, whose code is of this project."""
    for owner_name, owner in list(vars(module).items()):
        values = {"": owner}
        if isinstance(owner, type) and owner.__module__ == module.__name__:
            values = dict(vars(owner))
        for name, value in values.items():
            function = value.__func__ if isinstance(value, staticmethod | classmethod) else value
            if isinstance(function, FunctionType) and is_ours(function.__code__.co_filename):
                yield f"{module.__name__}:{owner_name}.{name}".rstrip(".")


def refusal(patches: Sequence[Patch]) -> str:
    """In which words patches are refused; none of them was put in place."""
    try:
        apply(patches)
    except ForeignRasa as error:
        assert MessageProcessor.log_message is NOT_REPLACED
        return str(error)
    raise AssertionError("it was not refused")


def check_table() -> None:
    """What is replaced is in the table, and what is in the table is replaced."""
    load_everything_of_ours()
    foreign = [
        each
        for each in list(sys.modules.values())
        if isinstance(getattr(each, "__file__", None), str) and not is_ours(each.__file__)
    ]
    replaced = sorted(name for module in foreign for name in ours_in(module))
    assert replaced == sorted([DOCUMENTED, *(patch.target for patch in PATCHES)]), replaced
    for patch in PATCHES:
        original = rasas_own(pkgutil.resolve_name(patch.target))
        assert hashlib.sha256(inspect.getsource(original).encode()).hexdigest() == patch.sha256, patch
    print("what is replaced is in the table, with its hash")


def check_refusals() -> None:
    """A change of what is replaced, by Rasa or by somebody else, and its absence."""
    changed = refusal([KNOWN, replace(KNOWN, sha256="0" * 64)])
    assert changed.startswith(
        f"{KNOWN.target}, which serving.traces:parsed_in_trace replaces, is not the one"
    )
    assert f"processor.py:{NOT_REPLACED.__code__.co_firstlineno} " in changed and SOURCE in changed, changed
    print("one changed hash refuses all, and says where to read")
    assert "is not the one" in refusal([KNOWN, PATCHES[0]])
    print("what somebody else has replaced already is refused")
    for path in (
        "rasa.core.gone:A.b",
        "rasa.core.processor:Gone.b",
        "rasa.core.processor:MessageProcessor.b",
    ):
        assert f"{path}, which " in refusal([KNOWN, replace(KNOWN, target=path)])
    print("what is gone is refused")
    metadata.version = lambda _name: "3.6.22"
    try:
        require_known_rasa()
    except ForeignRasa as error:
        assert "Rasa 3.6.22 is installed" in str(error) and "written for 3.6.21" in str(error)
        print("another version is refused")


if __name__ == "__main__":
    check_table()
    check_refusals()
