"""Child processes that are started in order, started again when they die, and stopped in reverse order."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NoReturn

from running.places import ROOT, StartError

STOP_SECONDS = 20.0
LOOK_SECONDS = 0.1
STEADY_SECONDS = 10.0
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Part:
    """One process: its name, how it is started, where it listens, and how it is found healthy."""

    name: str
    command: list[str]
    port: int
    is_healthy: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path = ROOT
    user: str | None = None
    stop_signal: int = signal.SIGTERM

    def wrapped(self) -> list[str]:
        """The command, to be killed with its supervisor and run as the part's user."""
        switch = [f"--reuid={self.user}", f"--regid={self.user}", "--init-groups"] if self.user else []
        return ["setpriv", *switch, "--pdeathsig", "KILL", "--", *self.command]


@dataclass
class _Running:
    part: Part
    process: subprocess.Popen[bytes]
    started: float
    pause: float = FIRST_PAUSE_SECONDS
    again_at: float | None = None


class Supervisor:
    """Keeps parts alive; `folder` gets their logs and `processes.json` with their ids and ports."""

    def __init__(self, folder: Path, restart: bool, say: Callable[[str], None]) -> None:
        """With `restart` false the first death of a part is an error."""
        self._folder, self._restart, self._say = folder, restart, say
        self._running: dict[str, _Running] = {}
        (folder / "log").mkdir(parents=True, exist_ok=True)

    def start(self, part: Part) -> None:
        """Start a part without waiting for it."""
        self._running[part.name] = _Running(part, self._spawn(part), time.monotonic())
        self._write_down()

    def wait_healthy(self, seconds: float) -> None:
        """Return when every part is healthy; StartError when one dies or time runs out."""
        deadline = time.monotonic() + seconds
        waiting = list(self._running.values())
        while waiting := [each for each in waiting if not each.part.is_healthy()]:
            for each in waiting:
                if each.process.poll() is not None:
                    raise StartError(f"{each.part.name} ended by itself: see {self._log(each.part)}")
            if time.monotonic() > deadline:
                names = ", ".join(each.part.name for each in waiting)
                raise StartError(
                    f"not healthy after {seconds:.0f} s: {names} (logs in {self._folder / 'log'})"
                )
            time.sleep(0.3)

    def watch(self) -> None:
        """Start what has died again, once; to be called over and over."""
        for each in self._running.values():
            if each.again_at is None:
                self._note_death(each)
            elif time.monotonic() >= each.again_at:
                each.process, each.started, each.again_at = self._spawn(each.part), time.monotonic(), None
                self._say(f"{each.part.name} started again")
                self._write_down()

    def watch_forever(self) -> NoReturn:
        """Start what dies again until an exception comes, such as that of a signal."""
        while True:
            self.watch()
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """Stop every part, the last started first; what does not end in time is killed."""
        for each in reversed(self._running.values()):
            if each.process.poll() is None:
                each.process.send_signal(each.part.stop_signal)
                _wait_or_kill(each.process)
        self._running.clear()
        (self._folder / "processes.json").unlink(missing_ok=True)

    def _note_death(self, each: _Running) -> None:
        status = each.process.poll()
        if status is None:
            return
        if not self._restart:
            raise StartError(f"{each.part.name} ended with status {status}: see {self._log(each.part)}")
        steady = time.monotonic() - each.started > STEADY_SECONDS
        each.pause = FIRST_PAUSE_SECONDS if steady else min(LONGEST_PAUSE_SECONDS, each.pause * 2)
        each.again_at = time.monotonic() + each.pause
        self._say(f"{each.part.name} ended with status {status}")

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        log: IO[bytes]
        with self._log(part).open("ab") as log:
            return subprocess.Popen(  # noqa: S603 (our own commands)
                part.wrapped(),
                cwd=part.folder,
                env=part.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _log(self, part: Part) -> Path:
        return self._folder / "log" / f"{part.name}.log"

    def _write_down(self) -> None:
        """Whole or not at all, since others read it while processes come and go."""
        known = {
            name: {"pid": each.process.pid, "port": each.part.port} for name, each in self._running.items()
        }
        aside = self._folder / "processes.json.part"
        aside.write_text(json.dumps(known, indent=2) + "\n")
        aside.replace(self._folder / "processes.json")


def stop_undisturbed(supervisor: Supervisor) -> None:
    """Stop every part at the end of this process; another signal meanwhile changes nothing."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    supervisor.stop()


def _wait_or_kill(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
