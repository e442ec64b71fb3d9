"""The processes that open images: so many at once, within one amount of memory, each for one image only.

A process is new for every image, so nothing of one is left for the next, and starting one costs less than
decoding a small photo. Its environment holds no secret. Whatever becomes of it, the answer is a refusal.
"""

import asyncio
import json
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, BinaryIO

import structlog

from gateway.budgets import Budget
from gateway.errors import Problem, TooLarge, Unavailable, WrongMedia
from gateway.images.process import GO, STARTED, Terms
from gateway.media_settings import MediaSettings

COMMAND = (sys.executable, "-I", "-m", "gateway.images.process")
ENVIRONMENT = {"VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "1"}
SPARE = 1024
PIECE = 1 << 16
RUBBISH = b"null"
BROKEN = "The image cannot be opened."
UNAVAILABLE = "Images cannot be opened just now."
SLOW = "The image takes too long to open."
BESIDE = 2.0  # seconds that a process may take to start and to end
REFUSALS: dict[str, type[Problem]] = {"TooLarge": TooLarge, "WrongMedia": WrongMedia}
TOO_LONG = frozenset({signal.SIGALRM, signal.SIGXCPU})
NUMBER, FINGERPRINT = re.compile(r"[0-9]{1,12}"), re.compile(r"[0-9a-f]{16}")
log = structlog.get_logger(__name__)


class ImagePool:
    """One per gateway."""

    def __init__(self, settings: MediaSettings) -> None:
        """Nothing is started before there is an image."""
        self._terms = Terms(
            pixels=settings.image_pixels,
            kept_pixels=settings.image_kept_pixels,
            memory=settings.image_memory_bytes,
            processor_seconds=settings.image_processor_seconds,
            seconds=settings.image_seconds,
            written=max(2 * settings.image_kept_pixels, settings.image_bytes + SPARE),
        )
        self._wait = settings.image_wait_seconds
        self._places = asyncio.Semaphore(settings.image_processes)
        self.memory = Budget(settings.image_memory_bytes)

    async def clean(self, source: BinaryIO, target: BinaryIO) -> str:
        """Write the image in `source` clean into `target`; its fingerprint. A Problem says why not."""
        async with _within(self._wait, self._places), self._process(source, target) as process:
            await self._start(process)
            needed = int(await self._answer(process, "needed", NUMBER))
            async with _within(self._wait, self.memory.taken(min(needed, self.memory.size))):
                assert process.stdin is not None  # noqa: S101 (it was asked for)
                process.stdin.write(f"{GO}\n".encode())
                return await self._answer(process, "fingerprint", FINGERPRINT)

    @asynccontextmanager
    async def _process(self, source: BinaryIO, target: BinaryIO) -> AsyncIterator[Process]:
        files = source.fileno(), target.fileno()
        try:
            process = await asyncio.create_subprocess_exec(
                *COMMAND,
                *map(str, files),
                self._terms.argument(),
                pass_fds=files,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=ENVIRONMENT,
            )
        except OSError as error:
            log.warning("image_process_not_started", error=type(error).__name__)
            raise Unavailable(UNAVAILABLE) from error
        try:
            yield process
        finally:
            await asyncio.shield(asyncio.ensure_future(_ended(process)))

    async def _start(self, process: Process) -> None:
        """Unavailable unless it has come up: what went wrong until then is not the image's fault."""
        try:
            line = await self._line(process)
        except TimeoutError:
            line = b""
        said = str(_parsed(line).get("started"))[:SPARE]
        if said != STARTED:
            log.error("image_process_not_started", reason=said if line else "it ended or hung")
            raise Unavailable(UNAVAILABLE)

    async def _line(self, process: Process) -> bytes:
        """What it says next, empty at its end; TimeoutError when that takes too long."""
        assert process.stdout is not None  # noqa: S101 (it was asked for)
        async with asyncio.timeout(self._terms.seconds + BESIDE):
            try:
                return await process.stdout.readline()
            except ValueError:  # far longer than any answer
                return RUBBISH

    async def _answer(self, process: Process, what: str, form: re.Pattern[str]) -> str:
        """What the process is to say next; a Problem where it refuses the image, or says anything else."""
        try:
            line = await self._line(process)
        except TimeoutError:
            raise TooLarge(SLOW) from None
        if not line:
            raise await _why(process)
        said = _parsed(line)
        if refusal := REFUSALS.get(str(said.get("refused"))):
            raise refusal(str(said.get("detail")))
        if form.fullmatch(answer := str(said.get(what))) is None:
            raise WrongMedia(BROKEN)
        return answer


def _parsed(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


async def _why(process: Process) -> Problem:
    """What to say of an image whose process has ended without a word."""
    try:
        async with asyncio.timeout(BESIDE):
            status = await process.wait()
    except TimeoutError:  # all it did was to close its output
        return WrongMedia(BROKEN)
    log.warning("image_process_failed", status=status)
    if -status in TOO_LONG:
        return TooLarge(SLOW)
    if -status == signal.SIGKILL:  # by the system, which has no memory left
        return Unavailable(UNAVAILABLE)
    return WrongMedia(BROKEN)


async def _ended(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    assert process.stdin is not None  # noqa: S101 (it was asked for)
    assert process.stdout is not None  # noqa: S101 (it was asked for)
    process.stdin.close()
    while await process.stdout.read(PIECE):  # what nobody reads keeps the pipe, and with it the process
        pass
    await process.wait()


@asynccontextmanager
async def _within(seconds: float, wanted: AbstractAsyncContextManager[Any]) -> AsyncIterator[None]:
    """Hold what is wanted; Unavailable where it is not to be had in time."""
    try:
        async with asyncio.timeout(seconds):
            await wanted.__aenter__()
    except TimeoutError:
        raise Unavailable("Too many images are being opened; please try again in a moment.") from None
    try:
        yield
    finally:
        await wanted.__aexit__(None, None, None)
