"""Writes a software bill of materials (CycloneDX) of each image's Python packages into reports/."""

import subprocess
import sys
from pathlib import Path

from running.places import ROOT
from supply.locks import IMAGES, ImageLock, installed

PROGRAM = Path(sys.executable).parent / "cyclonedx-py"


def write(lock: ImageLock, folder: Path) -> Path:
    """Write one; the same lock gives the same file."""
    file = folder / f"sbom-{lock.image}.json"
    command = [str(PROGRAM), "requirements", "-", "--pyproject", str(lock.project), "--output-reproducible"]
    command += ["--output-format", "JSON", "--mc-type", "application", "--output-file", str(file)]
    subprocess.run(  # noqa: S603 (our own command)
        command, input=installed(lock), text=True, check=True, env={"PYTHONWARNINGS": "ignore"}
    )
    return file


def main() -> int:
    """Write all of them."""
    folder = ROOT / "reports"
    folder.mkdir(exist_ok=True)
    for lock in IMAGES:
        print(write(lock, folder).relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
