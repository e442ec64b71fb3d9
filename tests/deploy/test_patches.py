"""What is replaced in other people's packages stands in one table; the checks run in Rasa's environment."""

import ast
import subprocess
from collections.abc import Iterator

import pytest

from tests.deploy.test_rasa_stores import PYTHON, RASA_HOME, run

ROOT = RASA_HOME.parent
FOLDERS = ("actions", "gateway", "payloads", "policy_kb", "rasa_project", "shop", "telemetry")
DOCUMENTED = {"logging.lastResort", "warnings.showwarning"}  # Python says that they may be replaced
START = "import importlib.metadata as found; found.version = lambda name: '3.6.22'; import serving"


def replaced_in(code: str) -> Iterator[str]:
    """Attributes of imported things that are set or deleted."""
    tree = ast.parse(code)
    imported = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for each in node.names:
                name = each.asname or (each.name if module else each.name.partition(".")[0])
                imported[name] = module + each.name if each.asname or module else name
    for node in ast.walk(tree):
        for target in _targets(node):
            path = ast.unparse(target).split(".")
            if path[0] in imported:
                yield ".".join((imported[path[0]], *path[1:]))


def _targets(node: ast.AST) -> Iterator[ast.Attribute]:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
        yield node
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"setattr", "delattr"}:
        yield ast.Attribute(node.args[0], "<by name>", ast.Store())


@pytest.mark.parametrize(
    ("code", "replaced"),
    [
        ("from rasa.core import processor as p\np.A.run = 1", "rasa.core.processor.A.run"),
        ("import rasa.core\nrasa.core.a, b = 1, 2", "rasa.core.a"),
        ("import os as o\ndel o.path", "os.path"),
        ("from a import B\nsetattr(B, 'c', 1)", "a.B.<by name>"),
        ("from a import B\nB.c += 1\nB().d = 1\nself.e = B.f", "a.B.c"),
    ],
)
def test_an_attribute_of_something_imported_is_found_however_it_is_set(code: str, replaced: str) -> None:
    assert list(replaced_in(code)) == [replaced]


def test_no_module_replaces_an_attribute_of_what_it_imports() -> None:
    files = [
        file
        for folder in FOLDERS
        for file in (ROOT / folder).rglob("*.py")
        if not any(part in {".venv", "node_modules"} for part in file.parts)
    ]
    found = {
        (str(file.relative_to(ROOT)), name) for file in files for name in replaced_in(file.read_text("utf-8"))
    }
    assert {each for each in found if each[1] not in DOCUMENTED} == set()
    assert len(files) > 200


def test_everything_that_is_replaced_is_in_the_table_which_refuses_what_it_does_not_know() -> None:
    done = run("patches.py")
    assert done.stdout.splitlines() == [
        "what is replaced is in the table, with its hash",
        "one changed hash refuses all, and says where to read",
        "what somebody else has replaced already is refused",
        "what is gone is refused",
        "another version is refused",
    ], done.stderr[-4000:]


def test_beside_another_rasa_nothing_starts() -> None:
    command = [str(PYTHON), "-c", START]
    environment = {"PYTHONPATH": f"{RASA_HOME}", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("serving: Rasa 3.6.22 is installed"), done.stderr
    assert "Traceback" not in done.stderr
