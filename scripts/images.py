"""Holds images to their digests: others' in Dockerfiles and Compose, for a release ours in Kubernetes."""

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from running.places import ROOT

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
FROM = re.compile(r"^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$", re.MULTILINE | re.IGNORECASE)
COPIED = re.compile(r"^COPY\s+(?:--\S+\s+)*--from=(\S+)", re.MULTILINE)


def foreign_images(root: Path) -> Iterator[tuple[str, str]]:
    """Every image that others make, with the file that names it."""
    for file in sorted((root / "deploy").glob("*Dockerfile")):
        text = file.read_text("utf-8")
        stages = {stage for _, stage in FROM.findall(text) if stage}
        named = [image for image, _ in FROM.findall(text)] + COPIED.findall(text)
        yield from ((image, file.name) for image in named if image not in stages)
    compose = yaml.safe_load((root / "docker-compose.yml").read_text("utf-8"))
    for service in compose["services"].values():
        if "build" not in service:
            yield service["image"], "docker-compose.yml"


def recorded(root: Path) -> dict[str, Any]:
    """The images on record, by name and tag."""
    record: dict[str, Any] = yaml.safe_load((root / "deploy" / "images.yaml").read_text("utf-8"))["images"]
    return record


def complaints(root: Path) -> Iterator[str]:
    """What is wrong with the images that others make."""
    record, named = recorded(root), list(foreign_images(root))
    for image, file in named:
        tag, _, digest = image.partition("@")
        if not DIGEST.fullmatch(digest):
            yield f"{file}: {image} is named by a tag alone, which may be moved"
        elif tag not in record or record[tag]["digest"] != digest:
            yield f"{file}: {image} is not as deploy/images.yaml records it"
    for tag in record.keys() - {image.partition("@")[0] for image, _ in named}:
        yield f"deploy/images.yaml: {tag} is used nowhere"


def complaints_of_a_release(root: Path) -> Iterator[str]:
    """What is wrong with our own images where they are deployed."""
    file = root / "deploy" / "kubernetes" / "kustomization.yaml"
    for image in yaml.safe_load(file.read_text("utf-8"))["images"]:
        if not DIGEST.fullmatch(str(image.get("digest", ""))) or "newName" not in image:
            yield f"{file.name}: {image['name']} needs newName and digest, as your registry has them"


def main() -> int:
    """Say what is wrong; exit status 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", action="store_true", help="our own images by digest, too")
    arguments = parser.parse_args()
    found = list(complaints(ROOT))
    if arguments.release:
        found += complaints_of_a_release(ROOT)
    for each in found:
        print(each)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
