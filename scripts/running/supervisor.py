"""Child processes that are started in order, started again when they die, and stopped in reverse order."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from running.output import LogFiles, Output
from running.places import ROOT, StartError

NEWS_SECONDS = 10.0
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
        if shutil.which("setpriv") is None:  # not Linux
            return self.command
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
    """Keeps parts alive; `folder` gets `processes.json` with their ids and ports."""

    def __init__(
        self, folder: Path, restart: bool, say: Callable[[str], None], output: Output | None = None
    ) -> None:
        """With `restart` false the first death of a part is an error; logs go to `folder` unless told."""
        self._folder, self._restart, self._say = folder, restart, say
        self._output = output or LogFiles(folder / "log")
        self._running: dict[str, _Running] = {}

    def start(self, part: Part) -> None:
        """Start a part without waiting for it."""
        self._running[part.name] = _Running(part, self._spawn(part), time.monotonic())
        self._write_down()

    def wait_healthy(self, seconds: float) -> None:
        """Return when every part is healthy; StartError when one dies or time runs out."""
        started = news = time.monotonic()
        waiting = list(self._running.values())
        while waiting := [each for each in waiting if not each.part.is_healthy()]:
            for each in waiting:
                if each.process.poll() is not None:
                    raise StartError(self._death(each))
            names, now = ", ".join(each.part.name for each in waiting), time.monotonic()
            if now - started > seconds:
                raise StartError(f"not healthy after {seconds:.0f} s: {names}; {self._whereabouts(waiting)}")
            if now - news > NEWS_SECONDS:
                news = now
                self._say(f"waiting for {names} ({now - started:.0f} s)")
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
        self._output.close()
        (self._folder / "processes.json").unlink(missing_ok=True)

    def _note_death(self, each: _Running) -> None:
        if each.process.poll() is None:
            return
        if not self._restart:
            raise StartError(self._death(each))
        steady = time.monotonic() - each.started > STEADY_SECONDS
        each.pause = FIRST_PAUSE_SECONDS if steady else min(LONGEST_PAUSE_SECONDS, each.pause * 2)
        each.again_at = time.monotonic() + each.pause
        self._say(f"{each.part.name} {_end(each.process)}")

    def _death(self, each: _Running) -> str:
        return f"{each.part.name} {_end(each.process)}; {self._whereabouts([each])}"

    def _whereabouts(self, parts: Sequence[_Running]) -> str:
        return ", ".join(self._output.whereabouts(each.part.name) for each in parts)

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        with self._output.open(part.name) as log:
            return subprocess.Popen(  # noqa: S603 (our own commands)
                part.wrapped(),
                cwd=part.folder,
                env=part.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _write_down(self) -> None:
        """Whole or not at all, since others read it while processes come and go."""
        known = {
            name: {"pid": each.process.pid, "port": each.part.port} for name, each in self._running.items()
        }
        aside = self._folder / "processes.json.part"
        aside.write_text(json.dumps(known, indent=2) + "\n")
        aside.replace(self._folder / "processes.json")


def _end(process: subprocess.Popen[bytes]) -> str:
    """How a process that has ended did so."""
    status = process.returncode
    return f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"


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
