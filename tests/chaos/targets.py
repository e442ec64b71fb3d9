"""What is attacked: the three single processes on SQLite, or two of each on PostgreSQL and Redis."""

import asyncio
import json
import os
import signal
import socket
from pathlib import Path

import httpx
import yaml

from tests.conversations.stack import ROOT, Stack

WORDING = ROOT / "rasa_project" / "wording"
UP_SECONDS = 600.0
HEALTH = {"gateway": "/api/v1/health/live", "rasa": "/status", "actions": "/health"}


class Target(Stack):
    """A running assistant whose supervisor starts again what dies; replies vary in nothing by chance."""

    victims: tuple[str, ...] = ("gateway", "rasa", "actions")
    script: tuple[str, ...] = ("serve.py", "--restart", "always")

    def __init__(self, folder: Path) -> None:
        """Data, logs and the wording without variations go to `folder`."""
        super().__init__(folder)
        self._killed: dict[str, int] = {}
        _write_plain_wording(folder / "wording")

    @property
    def database(self) -> str:
        """URL of the shop's database."""
        return self.environment["DATABASE_URL"]

    @property
    def environment(self) -> dict[str, str]:
        """As the stack's, with the wording that doesn't vary."""
        return {**super().environment, "WORDING_DIR": str(self.folder / "wording")}

    def pid(self, name: str) -> int:
        """The process id of a part as of now."""
        return int(self._parts()[name]["pid"])

    def kill(self, name: str) -> None:
        """End a part as the kernel does when memory is short."""
        self._killed[name] = self.pid(name)
        os.kill(self._killed[name], signal.SIGKILL)

    async def until_up(self, name: str) -> None:
        """Wait until a part that was killed has been started again and answers."""
        async with asyncio.timeout(UP_SECONDS), httpx.AsyncClient(timeout=3) as http:
            while not await self._is_up(name, http):  # noqa: ASYNC110 (another process)
                await asyncio.sleep(0.1)

    async def _is_up(self, name: str, http: httpx.AsyncClient) -> bool:
        part = self._parts()[name]
        if part["pid"] == self._killed.get(name):
            return False
        path = HEALTH.get(name.split("-", maxsplit=1)[0])
        if path is None:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", int(part["port"]))) == 0
        try:
            return (await http.get(f"http://127.0.0.1:{part['port']}{path}")).status_code == 200
        except httpx.HTTPError:
            return False

    def _parts(self) -> dict[str, dict[str, int]]:
        known: dict[str, dict[str, int]] = json.loads((self.folder / "processes.json").read_text())
        return known


class Cluster(Target):
    """`make cluster`: of the parts there is one of, the balancer, PostgreSQL and Redis are killed too."""

    victims = (
        *("gateway-1", "rasa-1", "actions-1", "gateway-2", "rasa-2", "actions-2"),
        *("redis", "postgres", "balancer"),
    )
    script: tuple[str, ...] = ("cluster.py",)

    def __init__(self, folder: Path, first_port: int = 8300) -> None:
        """The cluster listens from `first_port` on."""
        super().__init__(folder)
        self.url = f"http://127.0.0.1:{first_port}/api/v1"
        self.script = ("cluster.py", "--first-port", str(first_port), "--data", str(folder))
        self._postgres = first_port + 3

    @property
    def database(self) -> str:
        """URL of the shop's database; its password is made at the first start."""
        password = (self.folder / "postgres-password").read_text().strip()
        return f"postgresql://postgres:{password}@127.0.0.1:{self._postgres}/shop"

    @property
    def environment(self) -> dict[str, str]:
        """The cluster chooses its own databases; only the `shop` command is told."""
        found = {**super().environment, "NOTICE_SECONDS": "4.5"}
        if self.process is not None:
            found["DATABASE_URL"] = self.database
        return found


def _write_plain_wording(folder: Path) -> None:
    """The wording with the first variation of each response only, so that texts can be compared."""
    for file in WORDING.glob("*/*.yml"):
        content = yaml.safe_load(file.read_text("utf-8"))
        content["responses"] = {name: said[:1] for name, said in content["responses"].items()}
        target = folder / file.relative_to(WORDING)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
