"""What `benchmarks/gateway.py` measures: whole stacks, or gateways before a Rasa that answers at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.conversations.stack import ROOT, Stack
from tests.servers import free_port

sys.path.insert(0, str(ROOT / "scripts"))

from running.probes import is_healthy
from running.supervisor import Part, Supervisor

START_SECONDS = 60
NANOSECONDS = 1e9


@dataclass(frozen=True)
class Checkout:
    """A copy of the project with its own environments."""

    name: str
    folder: Path

    def command(self, name: str) -> str:
        """The path of a command in its environment."""
        return str(self.folder / ".venv" / "bin" / name)

    @property
    def gateway(self) -> list[str]:
        """The command that serves its gateway."""
        return [self.command("gateway"), "serve"]


@dataclass(frozen=True)
class Served:
    """A gateway that is up, and the Rasa behind it."""

    name: str
    rasa: str
    api: str
    gateway: int

    def cpu_seconds(self) -> float:
        """Processor time that the threads of the gateway's process have used by now."""
        threads = Path(f"/proc/{self.gateway}/task").iterdir()
        return sum(int((each / "schedstat").read_text().split()[0]) for each in threads) / NANOSECONDS


class StackOf(Stack):
    """Rasa, actions and gateway of one checkout."""

    def __init__(self, folder: Path, checkout: Checkout) -> None:
        """Data in `folder`."""
        super().__init__(folder)
        self.checkout, self.python = checkout.folder, checkout.command("python")


def _gateway_of(checkout: Checkout, parent: int) -> int | None:
    """The process under `parent` that is this checkout's gateway."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        line = Path(f"/proc/{child}/cmdline").read_text().rstrip("\0").split("\0")
        if line[-2:] == checkout.gateway:
            return int(child)
        if found := _gateway_of(checkout, int(child)):
            return found
    return None


def _served(checkout: Checkout, rasa: str, api: str) -> Served:
    process = _gateway_of(checkout, os.getpid())
    if process is None:
        raise RuntimeError(f"no gateway of {checkout.folder} is running")
    return Served(checkout.name, rasa, api, process)


@contextmanager
def whole_stacks(checkouts: list[Checkout], folder: Path) -> Iterator[list[Served]]:
    """The real processes of each checkout, side by side."""
    with ExitStack() as stopping:
        stacks = []
        for checkout in checkouts:
            place = folder / checkout.name
            place.mkdir()
            stack = StackOf(place, checkout)
            stopping.callback(stack.stop)
            stack.start()
            rasa = f"http://127.0.0.1:{stack.ports['RASA_PORT']}"
            stacks.append(_served(checkout, rasa, stack.url))
        yield stacks


@contextmanager
def before_an_instant_rasa(checkouts: list[Checkout], folder: Path) -> Iterator[list[Served]]:
    """A gateway of each checkout on a database of its own, before one Rasa that answers at once."""
    supervisor = Supervisor(folder, restart=False, say=lambda _text: None)
    port = free_port()
    rasa = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "benchmarks.instant_rasa", str(port)]
    try:
        supervisor.start(Part("rasa", command, port, lambda: is_healthy(f"{rasa}/status"), folder=ROOT))
        yield [_gateway(supervisor, checkout, folder, rasa) for checkout in checkouts]
    finally:
        supervisor.stop()


def _gateway(supervisor: Supervisor, checkout: Checkout, folder: Path, rasa: str) -> Served:
    port, place = free_port(), folder / checkout.name
    place.mkdir()
    settings = {
        "DATABASE_URL": f"sqlite+aiosqlite:///{place}/shop.db",
        "EVIDENCE_URL": f"file://{place}/evidence",
        "RASA_URL": rasa,
        "GATEWAY_PORT": str(port),
        "TRUSTED_PROXIES": '["127.0.0.1"]',
    }
    environment = {**os.environ, **settings}
    for step in ("migrate", "demo"):
        subprocess.run([checkout.command("shop"), step], cwd=checkout.folder, env=environment, check=True)
    api = f"http://127.0.0.1:{port}/api/v1"
    ready = partial(is_healthy, f"{api}/health/ready")
    supervisor.start(Part(checkout.name, checkout.gateway, port, ready, environment, checkout.folder))
    supervisor.wait_healthy(START_SECONDS)
    return _served(checkout, rasa, api)
