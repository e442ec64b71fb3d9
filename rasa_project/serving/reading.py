"""Messages are read beside the server's event loop, and every reading ends.

Reading is Rasa's whole pipeline, whatever `config.yml` says that it is. It is done in processes of its own,
forked once the model is loaded: they share its memory, and their work holds up nobody else's turn. A reading
that takes longer than `READING_SECONDS` is ended by the kernel, with the process that does it; another takes
its place at once. Such a message would take as long again: it is refused, see `strict_rest`. Long texts leave
one of the processes to short ones.

What the pipeline loads must work after a fork: libraries that start threads must be told to start none.
"""

import asyncio
import contextlib
import gc
import logging
import os
import queue
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from pickle import PickleError
from typing import Any, NoReturn, Optional

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from serving.patches import rasas_own

PROCESSES, SECONDS = 2, 5.0
LONG = 300  # characters
LOADS_EVERYTHING = "where is my order KM-1001, the blue kettle?"
READERS = "_readers"
Read = Callable[[Any], Any]
logger = logging.getLogger(__name__)


class NotRead(Exception):  # noqa: N818 (named as what happened)
    """A message that could not be read, and won't be if it is sent again."""

    def __init__(self, reason: str) -> None:
        """`reason` is a code: `reading_timed_out` or `reading_failed`."""
        super().__init__(reason)
        self.reason = reason


class Reader:
    """A process that reads one message at a time, and its keeper, which starts it again when it has died."""

    def __init__(self, read: Read, seconds: float) -> None:
        """Fork both; `seconds` is the longest that `read` may take."""
        self._read, self._seconds = read, seconds
        self._start()

    def _start(self) -> None:
        self._pipe, theirs = Pipe()
        self._keeper = os.fork()
        if self._keeper == 0:
            _keep(theirs, self._read, self._seconds)
        theirs.close()

    def read(self, request: Any) -> Any:
        """What `read` makes of it; NotRead if it fails or takes too long."""
        try:
            while self._pipe.poll():  # of a reader that died at rest
                self._pipe.recv()
            self._pipe.send(request)
            if not self._pipe.poll(2 * self._seconds):  # stopped, keeper and all
                raise TimeoutError
            answer = self._pipe.recv()
        except (EOFError, OSError, PickleError) as error:
            logger.error("a reader was lost: %s", type(error).__name__)
            self.close()
            self._start()
            raise NotRead("reading_failed") from error
        if isinstance(answer, NotRead):
            logger.warning("a message was not read: %s", answer.reason)
            raise answer
        return answer

    def close(self) -> None:
        """End both."""
        self._pipe.close()
        os.killpg(self._keeper, signal.SIGKILL)
        os.waitpid(self._keeper, 0)


def _keep(pipe: Connection, read: Read, seconds: float) -> NoReturn:
    """Have a process read until the server is gone; tell what became of one that was killed at it."""
    try:
        _leave_the_server(pipe)
        while True:
            worker = os.fork()
            if worker == 0:
                _read_on(pipe, read, seconds)
            status = os.waitpid(worker, 0)[1]
            if not os.WIFSIGNALED(status):
                break
            timed_out = os.WTERMSIG(status) == signal.SIGALRM
            pipe.send(NotRead("reading_timed_out" if timed_out else "reading_failed"))
    finally:
        os._exit(0)


def _leave_the_server(pipe: Connection) -> None:
    """Nothing of the server's stays with this process: neither its connections nor its ways with signals."""
    os.setpgid(0, 0)
    signal.set_wakeup_fd(-1)
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM):
        signal.signal(each, signal.SIG_DFL)
    for each in [int(open_file.name) for open_file in Path("/dev/fd").iterdir()]:
        if each > 2 and each != pipe.fileno():
            with contextlib.suppress(OSError):
                os.close(each)


def _read_on(pipe: Connection, read: Read, seconds: float) -> NoReturn:
    """Read what is asked for until the server is gone."""
    try:
        while True:
            request = pipe.recv()
            signal.setitimer(signal.ITIMER_REAL, seconds)  # its signal ends this process, whatever it is at
            try:
                answer = read(request)
            except Exception as error:
                logger.exception("a reading failed: %s", type(error).__name__)
                answer = NotRead("reading_failed")
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send(answer)
    finally:
        os._exit(0)


class Readers:
    """Some readers, and a thread for each that waits for its answers."""

    def __init__(self, read: Read, processes: int, seconds: float) -> None:
        """Fork them; `read` should have been used once, so that what it loads is shared."""
        gc.collect()
        gc.freeze()  # what is there is shared for as long as nobody writes to it, and collecting writes
        self._idle: "queue.SimpleQueue[Reader]" = queue.SimpleQueue()
        for _ in range(processes):
            self._idle.put(Reader(read, seconds))
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="reading")
        self._long = asyncio.Semaphore(max(1, processes - 1))

    async def read(self, request: Any, is_long: bool = False) -> Any:
        """What `read` makes of it, in the order of asking; NotRead if it fails or takes too long."""
        async with self._long if is_long else contextlib.nullcontext():
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._read, request)

    def _read(self, request: Any) -> Any:
        reader = self._idle.get()
        try:
            return reader.read(request)
        finally:
            self._idle.put(reader)


def readers_of(processor: MessageProcessor) -> Readers:
    """The readers with this processor's model, made when they are first asked for."""
    found: Optional[Readers] = getattr(processor, READERS, None)
    if found is None:
        read = _reading_with(processor)
        read((LOADS_EVERYTHING, None, True))
        processes = int(os.environ.get("READING_PROCESSES") or PROCESSES)
        found = Readers(read, processes, float(os.environ.get("READING_SECONDS") or SECONDS))
        setattr(processor, READERS, found)
    return found


def _reading_with(processor: MessageProcessor) -> Read:
    """Rasa's own reading, which is a coroutine that never waits."""
    parse = rasas_own(MessageProcessor.parse_message)

    def read(request: tuple[str, Optional[dict[str, Any]], bool]) -> Any:
        text, metadata, only_output = request
        message = UserMessage(text, metadata=metadata)
        try:
            parse(processor, message, None, only_output).send(None)
        except StopIteration as done:
            return done.value
        raise TypeError("Rasa's reading waits for something")

    return read


def beside_the_event_loop(_parse: Any) -> Any:
    """Read by a process of `readers_of`, which does it as Rasa does."""

    async def parse_elsewhere(
        processor: MessageProcessor,
        message: UserMessage,
        _tracker: Optional[DialogueStateTracker] = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        request = (message.text, message.metadata, only_output_properties)
        parsed: dict[str, Any] = await readers_of(processor).read(request, len(message.text or "") > LONG)
        return parsed

    return parse_elsewhere
