"""The real processes, started as `make start` starts them, on ports and data of their own."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import httpx

from tests.servers import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 900
STOP_SECONDS = 40
WARM_UPS = 60


class Stack:
    """Rasa, actions and gateway as child processes of the supervisor."""

    script: tuple[str, ...] = ("serve.py",)
    checkout: Path = ROOT
    python: str = sys.executable

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        """Keep data and the log in `folder`; `settings` go into the environment."""
        self.folder, self.settings = folder, dict(settings or {})
        self.log = folder / "stack.log"
        self.ports = {name: free_port() for name in ("ACTIONS_PORT", "RASA_PORT", "GATEWAY_PORT")}
        self.root = f"http://127.0.0.1:{self.ports['GATEWAY_PORT']}"
        self.url = f"{self.root}/api/v1"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The settings of this stack."""
        inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL",)}
        return {
            **inherited,
            **{name: str(port) for name, port in self.ports.items()},
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": f"sqlite+aiosqlite:///{self.folder}/shop.db",
            "EVIDENCE_URL": f"file://{self.folder}/evidence",
            "REPLAY_TIMES": "true",
            "TRUSTED_PROXIES": '["127.0.0.1"]',
            "LIMITS": "{}",
            **self.settings,
            "NOTICE_SECONDS": "4.5",  # a busy machine is not what these conversations are about
        }

    def start(self) -> None:
        """Start and wait until everything is healthy; the log is in the error if it isn't."""
        command = [self.python, str(self.checkout / "scripts" / self.script[0]), *self.script[1:]]
        with self.log.open("wb") as log:  # anew: the wait below is for this start's own words
            self.process = subprocess.Popen(
                command, cwd=self.checkout, env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while "all parts are healthy" not in self.log.read_text(errors="replace"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                tail = self.log.read_text(errors="replace")[-4000:]
                raise RuntimeError(f"the stack did not start (exit status {self.process.poll()}):\n{tail}")
            time.sleep(0.3)
        self._warm_up()

    def _warm_up(self) -> None:
        """Greet until greeted: a fresh process is slow at first, and a notice is nobody's answer."""
        with httpx.Client(base_url=self.url, timeout=60, trust_env=False) as http:
            opened = http.post("/stores/standard/conversations", json={}).json()
            http.headers["Authorization"] = f"Bearer {opened['token']}"
            for _ in range(WARM_UPS):
                said = {
                    "id": "warm-up",
                    "text": "hello there",
                }  # the same id again asks for what there is by now
                path = f"/conversations/{opened['id']}/messages"
                answer = http.post(path, params={"wait": "true"}, json=said).json()
                if any(message["buttons"] for message in answer["messages"]):
                    return
                time.sleep(1)
        raise RuntimeError(f"no answer after {WARM_UPS} tries")

    def stop(self) -> int:
        """Ask the supervisor to stop everything; its exit status."""
        if self.process is None:
            return 0
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def restart(self, quiet: timedelta) -> None:
        """Stop every process, let `quiet` pass as far as Rasa's record is concerned, start them again."""
        assert self.stop() == 0, "the supervisor did not stop cleanly"
        with closing(sqlite3.connect(self.folder / "rasa.db")) as tracker, tracker:
            tracker.execute(
                "UPDATE events SET timestamp = timestamp - :quiet, "
                "data = json_set(data, '$.timestamp', json_extract(data, '$.timestamp') - :quiet)",
                {"quiet": quiet.total_seconds()},
            )
        self.start()

    def shop(self, *arguments: str) -> str:
        """Run the `shop` command on this stack's database."""
        command = [str(Path(self.python).parent / "shop"), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout
