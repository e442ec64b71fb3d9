"""Looks up every package of the images for known vulnerabilities, at OSV by pip-audit.

Exit status 0: all were looked up, and what is known is accepted in `deploy/accepted-vulnerabilities.yaml`.
1: something else is known. 2: they could not be looked up, so nothing is known.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from running.places import ROOT
from sbom import LOCKS, components

PROGRAM = Path(sys.executable).parent / "pip-audit"
SERVICE = "https://api.osv.dev/v1/query"
WEAK, UNKNOWN = 1, 2


class NotLookedUp(Exception):  # noqa: N818 (named as what happened)
    """The service could not be reached, or did not know all of the packages."""


def accepted() -> dict[str, str]:
    """Why we live with a vulnerability, by its id."""
    return yaml.safe_load((ROOT / "deploy" / "accepted-vulnerabilities.yaml").read_text("utf-8")) or {}


def looked_up(lock: Path, service: str) -> list[dict[str, Any]]:
    """Every package of a lock with its known vulnerabilities; NotLookedUp unless all were looked up."""
    command = [str(PROGRAM), "--requirement", str(lock), "--require-hashes", "--disable-pip", "--strict"]
    command += ["--vulnerability-service", "osv", "--osv-url", service, "--format", "json"]
    done = subprocess.run(  # noqa: S603 (our own command)
        [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False
    )
    try:
        found: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, LookupError):
        raise NotLookedUp((done.stderr.strip().splitlines() or ["no answer"])[-1]) from None
    if any("vulns" not in each for each in found) or len(found) < len(components(lock.read_text("utf-8"))):
        raise NotLookedUp("some packages were passed over")
    return found


def weaknesses(image: str, service: str, known: dict[str, str]) -> Iterator[str]:
    """A line for each vulnerability of an image that isn't accepted."""
    for package in looked_up(LOCKS[image], service):
        for weak in package["vulns"]:
            if not known.keys() & {weak["id"], *weak["aliases"]}:
                mended = ", ".join(weak["fix_versions"]) or "no version"
                yield f"{image}: {package['name']} {package['version']}: {weak['id']} (mended in {mended})"


def main() -> int:
    """Say what is known; the exit status says it too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", default=SERVICE, help="URL of OSV's query API")
    service = parser.parse_args().service
    try:
        found = [each for image in LOCKS for each in weaknesses(image, service, accepted())]
    except NotLookedUp as error:
        print(f"audit: NOT DONE, nothing is known about the packages: {service}: {error}"[:500])
        return UNKNOWN
    print("\n".join(found) or "audit: no known vulnerability that isn't accepted")
    return WEAK if found else 0


if __name__ == "__main__":
    sys.exit(main())
