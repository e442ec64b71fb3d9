"""Writes a software bill of materials (CycloneDX) of each image's Python packages into reports/.

The same lock gives the same file: it has neither a time nor a serial number.
"""

import json
import re
import sys
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from running.places import ROOT

LOCKS = {
    "app": ROOT / "deploy" / "requirements.lock",
    "rasa": ROOT / "deploy" / "rasa-requirements.lock",
}
PINNED = re.compile(r"^(\S+)==(\S+) \\\n((?:    --hash=sha256:\w+(?: \\)?\n)+)", re.MULTILINE)
NOT_OF_THE_LOCK = ("serialNumber", "metadata")


def components(lock: str) -> list[Component]:
    """Every package of a lock, with the hashes of which an install accepts any."""
    return [
        Component(
            type=ComponentType.LIBRARY,
            bom_ref=f"{name}=={version}",
            name=name,
            version=version,
            purl=PackageURL("pypi", name=name, version=version),
            hashes=[
                HashType(alg=HashAlgorithm.SHA_256, content=each)
                for each in re.findall(r"sha256:(\w+)", hashes)
            ],
        )
        for name, version, hashes in PINNED.findall(lock)
    ]


def bill(lock: str) -> str:
    """A bill of materials as JSON."""
    made = json.loads(JsonV1Dot6(Bom(components=components(lock))).output_as_string())
    return json.dumps({key: value for key, value in made.items() if key not in NOT_OF_THE_LOCK}, indent=1)


def main() -> int:
    """Write one for each image."""
    folder: Path = ROOT / "reports"
    folder.mkdir(exist_ok=True)
    for image, lock in LOCKS.items():
        file = folder / f"sbom-{image}.json"
        file.write_text(bill(lock.read_text("utf-8")) + "\n", "utf-8")
        print(f"sbom: {file.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
