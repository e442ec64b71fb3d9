"""The locks that the images install from, as they apply there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from running.places import ROOT


@dataclass(frozen=True)
class ImageLock:
    """A lock, and the Python of the image that is made from it."""

    image: str
    file: Path
    project: Path
    python: str


IMAGES = (
    ImageLock("app", ROOT / "deploy" / "requirements.lock", ROOT / "pyproject.toml", "3.11"),
    ImageLock(
        "rasa", ROOT / "deploy" / "rasa-requirements.lock", ROOT / "rasa_project" / "pyproject.toml", "3.10"
    ),
)


def installed(lock: ImageLock) -> str:
    """The lock without markers and what they keep out of the image; hashes stay."""
    text, environment = "", _environment(lock.python)
    for block in _blocks(lock.file.read_text("utf-8")):
        named, _, hashes = block.partition("\\")
        requirement = Requirement(named)
        if requirement.marker is None or requirement.marker.evaluate(environment):
            text += f"{requirement.name}{requirement.specifier} \\{hashes}"
    return text


def _blocks(text: str) -> Iterator[str]:
    """Each requirement with its hashes."""
    block = ""
    for line in text.splitlines(keepends=True):
        if not line.startswith((" ", "#")) and block:
            yield block
            block = ""
        block += line
    if block:
        yield block


def _environment(python: str) -> Mapping[str, str]:
    """Of an image: Debian on amd64."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.99",  # of that minor version the newest
        "sys_platform": "linux",
        "platform_system": "Linux",
        "platform_machine": "x86_64",
        "os_name": "posix",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }
