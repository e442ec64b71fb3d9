"""Where what the parts write goes: to a file each, or to this process's own output."""

import os
import re
import threading
from pathlib import Path
from typing import IO, Protocol, TextIO

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
DRAIN_SECONDS = 2.0


class Output(Protocol):
    """Takes what parts write."""

    def open(self, name: str) -> IO[bytes]:
        """A file for a part to write to; whoever opens it closes it once the part has it."""

    def whereabouts(self, name: str) -> str:
        """Where to look for what a part wrote, as a clause: `see …`."""

    def close(self) -> None:
        """Wait for what is still under way."""


class LogFiles:
    """A file for each part."""

    def __init__(self, folder: Path) -> None:
        """The files are in this folder, which is made."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def open(self, name: str) -> IO[bytes]:
        """The part's file, to be added to."""
        return self._file(name).open("ab")

    def whereabouts(self, name: str) -> str:
        """The file."""
        return f"see {self._file(name)}"

    def close(self) -> None:
        """Files need nothing."""

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.log"


class OneStream:
    """All parts' lines in one stream, as they come, each with its part's name."""

    def __init__(self, stream: TextIO) -> None:
        """Lines go to this stream."""
        self._stream, self._readers = stream, list[threading.Thread]()

    def open(self, name: str) -> IO[bytes]:
        """A pipe, read until the part has ended."""
        reading, writing = os.pipe()
        reader = threading.Thread(target=self._copy, args=(name, reading), daemon=True)
        reader.start()
        self._readers.append(reader)
        return os.fdopen(writing, "wb")

    def whereabouts(self, name: str) -> str:
        """In the same stream."""
        return f"see what {name} wrote above"

    def close(self) -> None:
        """Copy what the parts wrote last."""
        for reader in self._readers:
            reader.join(DRAIN_SECONDS)
        self._readers.clear()

    def _copy(self, name: str, reading: int) -> None:
        with os.fdopen(reading, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                text = COLOURS.sub("", line).rstrip()
                if text:
                    print(f"{name:<9}{text}", file=self._stream, flush=True)
