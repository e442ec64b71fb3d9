"""A PostgreSQL server of our own: its data made once, its password kept beside it."""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from running.packages import newest_postgres
from running.places import LOOPBACK, StartError
from running.supervisor import Part

OWNER = "postgres"
DATABASES = ("shop", "rasa")
SETTINGS = {"listen_addresses": LOOPBACK, "max_connections": "200", "unix_socket_directories": ""}


class Postgres:
    """PostgreSQL with its data in a folder, run by a user other than root."""

    def __init__(self, folder: Path, port: int, settings: Mapping[str, str] | None = None) -> None:
        """`folder` keeps the password; the data is in it too, if the server's user can get there."""
        self.port, self._settings = port, {**SETTINGS, **(settings or {})}
        self._user = OWNER if os.geteuid() == 0 else None
        self._password_file = folder / "postgres-password"
        self._data = _reachable(folder, self._user) / "postgres"
        programs = newest_postgres()
        if programs is None:
            raise StartError("PostgreSQL is not installed")
        self._programs = programs

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of one of the databases."""
        password = self._password_file.read_text().strip()
        return f"postgresql://{OWNER}:{password}@{LOOPBACK}:{self.port}/{database}"

    def part(self) -> Part:
        """The server as a part to be supervised; makes its data folder first where there is none."""
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-p", str(self.port)]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        return Part(
            name="postgres",
            command=command,
            port=self.port,
            is_healthy=lambda: self._asked("SELECT 1").returncode == 0,
            folder=self._data.parent,
            user=self._user,
            stop_signal=signal.SIGINT,  # PostgreSQL's fast stop: clients are cut off
        )

    def create_databases(self) -> None:
        """Make the databases that are missing."""
        known = self._asked("SELECT datname FROM pg_database").stdout.split()
        for name in DATABASES:
            if name not in known:
                self.create_database(name)

    def create_database(self, name: str) -> None:
        """Make an empty database."""
        done = self._asked(f"CREATE DATABASE {name}")
        if done.returncode != 0:
            raise StartError(f"the database {name} could not be made: {done.stderr.strip()}")

    def _asked(self, sql: str) -> subprocess.CompletedProcess[str]:
        command = [str(self._programs / "psql"), self.url("postgres"), "-tAc", sql]
        environment = {**os.environ, "PGCONNECT_TIMEOUT": "3"}
        return subprocess.run(  # noqa: S603 (our own command)
            command, env=environment, capture_output=True, text=True, check=False
        )

    def _initialise(self) -> None:
        if not self._password_file.exists():
            self._password_file.touch(0o600)
            self._password_file.write_text(secrets.token_urlsafe(24))
        self._data.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w") as password:  # one that the server's user can read
            password.write(self._password_file.read_text())
            password.flush()
            if self._user:
                shutil.chown(password.name, self._user)
                shutil.chown(self._data, self._user)
            command = [str(self._programs / "initdb"), "-D", str(self._data), "-U", OWNER, "-E", "UTF8"]
            command += ["--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={password.name}"]
            done = subprocess.run(  # noqa: S603 (our own command)
                [*_as(self._user), *command],
                cwd=self._data.parent,
                capture_output=True,
                text=True,
                check=False,
            )
        if done.returncode != 0:
            raise StartError(f"initdb: {done.stderr.strip()}")


def _as(user: str | None) -> list[str]:
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--"] if user else []


def _reachable(folder: Path, user: str | None) -> Path:
    """`folder`, or one under /var/tmp where the way to it is closed to `user` (a clone in root's home)."""
    command = [*_as(user), "test", "-x", str(folder)]
    if not user or subprocess.run(command, check=False).returncode == 0:  # noqa: S603 (our own command)
        return folder
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"aftersales-cluster-{name}"  # noqa: S108 (owned by the server's user only)
