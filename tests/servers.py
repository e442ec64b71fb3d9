"""PostgreSQL and Redis for tests: servers of our own on loopback, started when they are needed."""

import shutil
import socket
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from running.packages import newest_postgres  # noqa: E402 (scripts are no package)
from running.postgres import Postgres  # noqa: E402
from running.probes import accepts  # noqa: E402
from running.supervisor import Part, Supervisor  # noqa: E402

START_SECONDS = 60
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}  # no test cuts the power
LOOPBACK = "127.0.0.1"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Servers:
    """Starts each server when it is first asked for; a test that needs one not installed is skipped."""

    def __init__(self) -> None:
        """Data and logs go where PostgreSQL's user can get, which pytest's folders are not."""
        self._temporary = tempfile.TemporaryDirectory(prefix="aftersales-tests-", dir="/var/tmp")
        self._folder = folder = Path(self._temporary.name)
        folder.chmod(0o755)
        self._supervisor = Supervisor(folder, restart=False, say=lambda _text: None)
        self._postgres: Postgres | None = None
        self._redis: str | None = None

    def redis(self) -> str:
        """URL of a Redis."""
        if self._redis is None:
            if shutil.which("redis-server") is None:
                pytest.skip("redis-server is not installed")
            port = free_port()
            command = ["redis-server", "--port", str(port), "--bind", LOOPBACK, "--save", ""]
            self._start(Part("redis", command, port, lambda: accepts(port), folder=self._folder))
            self._redis = f"redis://{LOOPBACK}:{port}/0"
        return self._redis

    def postgres(self, database: str) -> str:
        """URL of a new, empty database on a PostgreSQL server."""
        if newest_postgres() is None:
            pytest.skip("PostgreSQL is not installed")
        if self._postgres is None:
            self._postgres = Postgres(self._folder, free_port(), FORGETFUL)
            self._start(self._postgres.part())
        self._postgres.create_database(database)
        return self._postgres.url(database)

    def _start(self, part: Part) -> None:
        self._supervisor.start(part)
        self._supervisor.wait_healthy(START_SECONDS)

    def stop(self) -> None:
        """Stop what was started."""
        self._supervisor.stop()
        self._temporary.cleanup()
