"""The Dockerfiles, and the locks that they install from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCKERFILES = sorted((ROOT / "deploy").glob("*.Dockerfile"))
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;]+)", re.MULTILINE)
LOCK = (ROOT / "requirements.lock").read_text()
IMAGE_LOCK = (ROOT / "deploy" / "requirements.lock").read_text()


def name_of(requirement: str) -> str:
    """The normalised name in a requirement."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def is_sent(path: str) -> bool:
    """Whether .dockerignore lets this path through: its lines in order, the last that matches wins."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.lstrip("!")
        if not line or line.startswith("#"):
            continue
        if pattern in ("*", path) or path.startswith(f"{pattern}/"):
            sent = line.startswith("!")
    return sent


def test_the_images_have_the_very_versions_that_the_tests_run_with() -> None:
    tested = set(PINNED.findall(LOCK))
    assert set(PINNED.findall(IMAGE_LOCK)) <= tested, "run `make lock`"


def test_the_images_have_every_dependency_and_no_test_tool() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    installed = {name for name, _ in PINNED.findall(IMAGE_LOCK)}
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    assert {name_of(each) for each in wanted} <= installed, "run `make lock`"
    assert not installed & {"pytest", "mypy", "ruff", "moto"}


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_whatever_is_copied_exists_and_is_sent_to_the_builder(dockerfile: Path) -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", dockerfile.read_text(), re.MULTILINE)
    assert copied
    for source in " ".join(copied).split():
        assert (ROOT / source).exists(), source
        assert is_sent(source), source


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_every_install_checks_hashes(dockerfile: Path) -> None:
    text = dockerfile.read_text().replace("\\\n", " ")
    installs = re.findall(r"pip (?:install|sync) [^&\n]*", text)
    assert len(installs) >= 2
    for install in installs:
        assert "--require-hashes" in install or "--no-deps --no-build-isolation --editable ." in install


def test_no_environment_nor_model_of_the_checkout_is_sent() -> None:
    for path in (".env", ".git", "var", ".venv", "rasa_project/.venv", "rasa_project/models", "tests"):
        assert not is_sent(path), path
