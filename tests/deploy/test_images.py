"""The Dockerfiles, and the locks that they install from."""

import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

import images  # noqa: E402 (scripts are no package)

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


def copied(folder: Path) -> Path:
    """What names images, to be changed."""
    for name in ("deploy", "docker-compose.yml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)  # type: ignore[operator]
    return folder


def test_every_image_of_others_is_named_by_the_digest_on_record() -> None:
    named = list(images.foreign_images(ROOT))
    assert {file for _, file in named} == {"app.Dockerfile", "rasa.Dockerfile", "docker-compose.yml"}
    assert list(images.complaints(ROOT)) == []
    for each in images.recorded(ROOT).values():
        assert re.fullmatch(r"repos/\S+\.md at [0-9a-f]{40}", each["recorded"])


@pytest.mark.parametrize(
    ("file", "pattern", "by", "told"),
    [
        ("deploy/app.Dockerfile", r"@sha256:\w+", "", "named by a tag alone"),
        ("deploy/rasa.Dockerfile", r"@sha256:\w", "@sha256:x", "named by a tag alone"),
        ("docker-compose.yml", r"@sha256:\w{8}", "@sha256:00000000", "not as deploy/images.yaml records"),
        ("deploy/app.Dockerfile", r"COPY --from=build", "COPY --from=other/image:1", "named by a tag alone"),
        ("deploy/images.yaml", r"redis:7.2", "redis:7.4", "used nowhere"),
    ],
)
def test_an_image_by_a_tag_is_refused(tmp_path: Path, file: str, pattern: str, by: str, told: str) -> None:
    changed = copied(tmp_path) / file
    changed.write_text(re.sub(pattern, by, changed.read_text()))
    assert any(told in each for each in images.complaints(tmp_path))


def test_a_release_refuses_our_own_images_by_tag(tmp_path: Path) -> None:
    names = ("aftersales-app", "aftersales-rasa")
    assert [each.split()[1] for each in images.complaints_of_a_release(ROOT)] == list(names)
    digest = "sha256:" + "0123456789abcdef" * 4
    ours = [{"name": name, "newName": f"example/{name}", "digest": digest} for name in names]
    file = copied(tmp_path) / "deploy" / "kubernetes" / "kustomization.yaml"
    file.write_text(yaml.safe_dump({"images": ours}))
    assert list(images.complaints_of_a_release(tmp_path)) == []


def test_no_environment_nor_model_of_the_checkout_is_sent() -> None:
    for path in (".env", ".git", "var", ".venv", "rasa_project/.venv", "rasa_project/models", "tests"):
        assert not is_sent(path), path
