"""Looks up every package of the images for known vulnerabilities, at OSV by pip-audit.

Exit status 0: all were looked up, none is known to be weak. 1: some are. 2: they could not be looked up.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from running.places import ROOT
from supply.locks import IMAGES, ImageLock, installed

PROGRAM = Path(sys.executable).parent / "pip-audit"
SERVICE = "https://api.osv.dev/v1/query"
WEAK, UNKNOWN = 1, 2


class NotLookedUp(Exception):  # noqa: N818 (named as what happened)
    """The service could not be reached, or did not know what to say."""


def looked_up(lock: ImageLock, service: str) -> list[dict[str, Any]]:
    """Every package of an image with its known vulnerabilities; NotLookedUp unless all were looked up."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(installed(lock))
        file.flush()
        command = [str(PROGRAM), "--requirement", file.name, "--require-hashes", "--disable-pip", "--strict"]
        command += ["--vulnerability-service", "osv", "--osv-url", service, "--format", "json"]
        done = subprocess.run(  # noqa: S603 (our own command)
            [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False
        )
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, LookupError):
        raise NotLookedUp(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no answer"
        ) from None
    if any("vulns" not in each for each in found) or len(found) < count(lock):
        raise NotLookedUp("some packages were passed over")
    return found


def count(lock: ImageLock) -> int:
    """How many packages an image has."""
    return sum("==" in line and not line.startswith(" ") for line in installed(lock).splitlines())


def weaknesses(lock: ImageLock, service: str) -> list[str]:
    """A line for each known vulnerability of an image."""
    return [
        f"{lock.image}: {each['name']} {each['version']}: {weak['id']}"
        f" (mended in {', '.join(weak['fix_versions']) or 'no version'})"
        for each in looked_up(lock, service)
        for weak in each["vulns"]
    ]


def main() -> int:
    """Say what is known; the exit status says it too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=SERVICE, help="URL of OSV's query API")
    service = parser.parse_args().service
    found = []
    for lock in IMAGES:
        try:
            found += weaknesses(lock, service)
        except NotLookedUp as error:
            print(f"audit: NOT DONE, nothing is known about the packages: {service}: {error}"[:500])
            return UNKNOWN
        print(f"audit: {lock.file.relative_to(ROOT)}: {count(lock)} packages looked up")
    print("\n".join(found) or "audit: no known vulnerability")
    return WEAK if found else 0


if __name__ == "__main__":
    sys.exit(main())
