"""What is imported is declared, and what is declared is imported or says beside it what it is for."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
RASA = ROOT / "rasa_project"
OURS = ("actions", "gateway", "migrations", "payloads", "policy_kb", "shop", "telemetry")
RASAS = ("rasa_project/components", "rasa_project/serving", "telemetry")
NOT_DISTRIBUTED = {*OURS, "components", "running", "sbom", "serve", "serving"}
ENVIRONMENTS = [pytest.param(ROOT, OURS, id="ours"), pytest.param(RASA, RASAS, id="rasa")]


def plain(name: str) -> str:
    """A distribution's name as all its spellings agree."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def owners(environment: Path) -> dict[str, set[str]]:
    """Which distributions of an environment hold which module or package."""
    (packages,) = (environment / ".venv").glob("lib/python3*/site-packages")
    found: dict[str, set[str]] = {}
    for distribution in distributions(path=[str(packages)]):
        for file in distribution.files or ():
            if file.suffix in {".py", ".so"} and ".." not in file.parts:
                last = () if file.name == "__init__.py" else (file.name.partition(".")[0],)
                module = ".".join((*file.parent.parts, *last))
                found.setdefault(module, set()).add(plain(distribution.name))
    return found


def imported(folder: Path) -> Iterator[str]:
    """Every module outside the standard library that a folder's code names in an import."""
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (each.name for each in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield from (f"{node.module}.{each.name}" for each in node.names)


def needed(environment: Path, folders: tuple[str, ...]) -> dict[str, str]:
    """The distributions whose modules are imported, each with one of these modules."""
    holding, found = owners(environment), {}
    for folder in folders:
        for name in imported(ROOT / folder):
            parts = name.split(".")
            if parts[0] in sys.stdlib_module_names or parts[0] in NOT_DISTRIBUTED:
                continue
            above = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
            owner = next((holding[each] for each in above if each in holding), {f"nobody's {name}"})
            found |= dict.fromkeys(owner, name)
    return found


def declared(environment: Path, *groups: str) -> set[str]:
    """The dependencies in the environment's `pyproject.toml`, with those of some groups."""
    project = tomllib.loads((environment / "pyproject.toml").read_text())
    of_groups = [each for group in groups for each in project["dependency-groups"][group]]
    wanted = [*project["project"]["dependencies"], *(each for each in of_groups if isinstance(each, str))]
    return {plain(re.split(r"[^A-Za-z0-9._-]", each)[0]) for each in wanted}


@pytest.mark.parametrize(("environment", "folders"), ENVIRONMENTS)
def test_what_is_imported_is_declared(environment: Path, folders: tuple[str, ...]) -> None:
    undeclared = {
        name: by for name, by in needed(environment, folders).items() if name not in declared(environment)
    }
    assert undeclared == {}


def test_what_scripts_import_is_declared_at_least_for_development() -> None:
    assert set(needed(ROOT, ("scripts",))) - declared(ROOT, "dev") == set()


@pytest.mark.parametrize(("environment", "folders"), ENVIRONMENTS)
def test_what_is_declared_is_imported_or_says_what_for(environment: Path, folders: tuple[str, ...]) -> None:
    lines = (environment / "pyproject.toml").read_text().splitlines()
    explained = {
        plain(found[1]) for line in lines if (found := re.match(r'  "([A-Za-z0-9._-]+).*", # \w', line))
    }
    assert declared(environment) - set(needed(environment, folders)) - explained == set()
