"""Steps of a start: what they do while they last, how long they took, and all they wrote if they fail."""

import json
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from running.output import COLOURS
from running.places import StartError

LOOK_SECONDS = 3.0
ALIVE_SECONDS = 15.0
REMEMBERED = 40  # lines that are shown when a step fails
Say = Callable[[str], None]


@dataclass
class Written:
    """What a step wrote last; its log entries (JSON) by what they tell."""

    last: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def read(self, lines: "subprocess.Popen[str]") -> None:
        """Take lines until the step has ended."""
        for line in lines.stdout or ():
            text = _told(COLOURS.sub("", line).strip())
            if text:
                self.last.append(text)

    @property
    def newest(self) -> str:
        """The newest line, or nothing yet."""
        return self.last[-1] if self.last else ""


def run_step(title: str, command: list[str], environment: Mapping[str, str], folder: Path, say: Say) -> None:
    """Run one step to its end and say what it told last; a failure ends the start, and all is said."""
    written, started = Written(), time.monotonic()
    with _started(command, environment, folder) as process:
        reader = threading.Thread(target=written.read, args=(process,), daemon=True)
        reader.start()
        try:
            _watch(process, title, written, say)
        except BaseException:
            process.kill()
            raise
        reader.join()
    seconds = time.monotonic() - started
    if process.returncode != 0:
        for line in written.last:
            say(f"{title}: {line}")
        raise StartError(f"{title}: failed with exit status {process.returncode} after {seconds:.0f} s")
    if written.newest:
        say(f"{title}: {written.newest}" + (f" ({seconds:.0f} s)" if seconds > LOOK_SECONDS else ""))


def _started(command: list[str], environment: Mapping[str, str], folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 (our own commands)
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def _watch(process: "subprocess.Popen[str]", title: str, written: Written, say: Say) -> None:
    """Say what is done now whenever that has changed, and now and then that it still goes on."""
    started, said_at, said = time.monotonic(), 0.0, ""
    while True:
        try:
            process.wait(LOOK_SECONDS)
            return
        except subprocess.TimeoutExpired:
            seconds = time.monotonic() - started
        if written.newest != said or seconds - said_at >= ALIVE_SECONDS:
            told = "still at it" if written.newest == said else written.newest
            said, said_at = written.newest, seconds
            say(f"{title} ({seconds:.0f} s): {told}")


def _told(line: str) -> str:
    """A log entry's event, with its level where that is a warning or worse; other lines as they are."""
    try:
        entry = json.loads(line)
        level, event = str(entry["level"]), str(entry["event"])
    except (ValueError, TypeError, KeyError):
        return line
    return event if level in {"debug", "info"} else f"{level.upper()} {event}"
