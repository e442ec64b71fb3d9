"""Programs from Debian's packages: PostgreSQL, Redis and nginx."""

import os
import shutil
import subprocess
from pathlib import Path

from running.places import StartError

PACKAGES = {"redis-server": "redis-server", "nginx": "nginx-light"}
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]


def newest_postgres() -> Path | None:
    """The folder with the programs of the newest PostgreSQL installed, if there is any."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def missing_packages() -> list[str]:
    """The Debian packages whose programs are not here."""
    missing = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    return missing if newest_postgres() else ["postgresql", *missing]


def require_packages() -> None:
    """Install what is missing when run as root; otherwise say what to install."""
    missing = missing_packages()
    if not missing:
        return
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise StartError(f"missing: {', '.join(missing)} (Debian: apt-get install {' '.join(missing)})")
    print(f"[cluster] installing {', '.join(missing)} from Debian's packages", flush=True)
    with _NoServices():
        for command in (["apt-get", "update", "-qq"], [*INSTALL, *missing]):
            done = subprocess.run(  # noqa: S603 (fixed commands)
                command, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, check=False
            )
            if done.returncode != 0:
                raise StartError(f"`{' '.join(command)}` failed with exit status {done.returncode}")


class _NoServices:
    """Keeps Debian from starting the packages' own services and from making a database of its own."""

    policy = Path("/usr/sbin/policy-rc.d")
    clusters = Path("/etc/postgresql-common/createcluster.conf")

    def __enter__(self) -> None:
        self._ours = [path for path in (self.policy, self.clusters) if not path.exists()]
        for path in self._ours:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(
                "#!/bin/sh\nexit 101\n" if path == self.policy else "create_main_cluster = false\n"
            )
            path.chmod(0o755)

    def __exit__(self, *_: object) -> None:
        for path in self._ours:
            path.unlink()
