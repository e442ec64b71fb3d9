"""Where files are while they arrive and are opened: on disk, unnamed, and counted before they are written.

A file without a name is gone with the process that holds it, however that ends. What is counted is given
back the moment a file is closed, whether its upload came to its end, was refused, or was abandoned.
"""

import asyncio
import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO, Self, cast

import structlog

from gateway.channels import WEB
from gateway.errors import TooMany, Unavailable
from gateway.media_settings import MediaSettings

AGAIN_SECONDS = 10
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Owner:
    """Whose file it is: a conversation's, held in that channel, and of an address where it comes from one."""

    conversation: str
    address: str | None = None
    channel: str = WEB


class SpoolFile:
    """One open file, and how many bytes are counted for it.

    A context manager by hand: those that `contextlib` makes of generators touch an exception's traceback, and
    errors of pywa's do not bear that.
    """

    def __init__(self, spool: "Spool", owner: Owner, content: BinaryIO, arriving: int = 0) -> None:
        """Nothing is counted yet but the file itself, if it is one that arrives."""
        self._spool, self._owner, self.content, self.size = spool, owner, content, 0
        self._arriving = arriving

    def __enter__(self) -> Self:
        """The file."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        self.close()

    def beside(self) -> "SpoolFile":
        """Another file of the same owner, for what is made of this one."""
        return SpoolFile(self._spool, self._owner, self._spool.opened())

    async def write(self, piece: bytes) -> None:
        """Append a piece, if there is room for it."""
        self._count(len(piece))
        try:
            await asyncio.to_thread(self._write, piece)
        except OSError as error:
            log.warning("spool_not_written", error=type(error).__name__, number=error.errno)
            raise Unavailable("Files cannot be taken just now.") from error

    def _write(self, piece: bytes) -> None:
        rest = memoryview(piece)
        while rest:
            rest = rest[self.content.write(rest) :]

    def count_written(self) -> None:
        """Count what another process has written into it."""
        self._count(os.fstat(self.content.fileno()).st_size - self.size)

    def empty(self) -> None:
        """Let go of its space: it is not needed any more."""
        self.content.close()
        self._count(-self.size)

    def close(self) -> None:
        """Let go of all of it; twice is once."""
        self.empty()
        self._spool.leave(self._owner, self._arriving)
        self._arriving = 0

    def _count(self, more: int) -> None:
        self._spool.take(self._owner, more)
        self.size += more


class Spool:
    """One per gateway."""

    def __init__(self, settings: MediaSettings) -> None:
        """Nothing is on its way yet."""
        self._folder = settings.spool_folder
        self._most = settings.spool_bytes
        self._most_of_an_address = settings.spool_address_bytes
        self._most_of_a_conversation = settings.spool_conversation_bytes
        self._held: Counter[str | None] = Counter()
        self._arriving: Counter[str] = Counter()

    @property
    def held(self) -> int:
        """Bytes counted now."""
        return self._held[None]

    def arriving(self, conversation: str) -> int:
        """How many files of a conversation are on their way."""
        return self._arriving[conversation]

    def file(self, owner: Owner) -> SpoolFile:
        """A new, empty file for one that arrives."""
        file = SpoolFile(self, owner, self.opened(), arriving=1)
        self._arriving[owner.conversation] += 1
        return file

    def leave(self, owner: Owner, files: int) -> None:
        """So many files are no longer on their way."""
        self._arriving[owner.conversation] -= files
        self._arriving += Counter()  # forgets who has none

    def opened(self) -> BinaryIO:
        """A new file without a name, or a buffer: other processes move in it too, and none would know."""
        try:
            return cast(BinaryIO, tempfile.TemporaryFile(dir=self._folder, buffering=0))
        except OSError as error:
            log.warning("spool_not_opened", error=type(error).__name__, number=error.errno)
            raise Unavailable("Files cannot be taken just now.") from error

    def take(self, owner: Owner, amount: int) -> None:
        """Count bytes before they are written; TooMany or Unavailable where there is no room for them."""
        address = f"from {owner.address}"
        if amount > 0:
            if self._held[owner.conversation] + amount > self._most_of_a_conversation:
                raise TooMany(AGAIN_SECONDS)
            if owner.address and self._held[address] + amount > self._most_of_an_address:
                raise TooMany(AGAIN_SECONDS)
            if self._held[None] + amount > self._most:
                log.warning("spool_full", bytes=self._most)
                raise Unavailable("Too many files are arriving; please try again in a moment.")
        for name in (None, owner.conversation, *([address] if owner.address else [])):
            self._held[name] += amount
        self._held += Counter()
