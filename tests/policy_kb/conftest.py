"""A library of all packs, and cases to vary."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from policy_kb import Library
from policy_kb.loader import read_pack
from policy_kb.scenarios import case_of
from policy_kb.skeleton import skeleton
from policy_kb.strict_yaml import load_mapping
from policy_kb.version import Version, versions

DATA = Path(__file__).parent / "data"
MakePack = Callable[..., Version]


@pytest.fixture(scope="session")
def library() -> Library:
    """Every pack of the project."""
    return Library.load()


@pytest.fixture
def cases(library: Library) -> list[dict[str, Any]]:
    """The cases of all scenarios of all packs."""
    return [
        case_of(library.pack(store), scenario)
        for store in library.stores()
        for scenario in library.pack(store).scenarios
    ]


@pytest.fixture
def make_case() -> Callable[..., dict[str, Any]]:
    """A case of the skeleton's store with facts changed at dotted paths."""
    base = load_mapping(skeleton("shoes"), "skeleton")["bases"]["base"]

    def make(**changes: Any) -> dict[str, Any]:
        case = {"store": "shoes", **deepcopy(base)}
        for path, value in changes.items():
            *sections, last = path.split("__")
            inner = case
            for section in sections:
                inner = inner.setdefault(section, {})
            inner[last] = value
        return case

    return make


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    """The newest version of the skeleton's pack, with parts of its text replaced."""

    def make(*changes: tuple[str, str], extra: str = "") -> Version:
        text = skeleton("shoes")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / "shoes.yaml"
        path.write_text(text + extra, encoding="utf-8")
        return versions(read_pack(path))[-1]

    return make
