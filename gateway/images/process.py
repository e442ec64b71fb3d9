"""The process that opens one image: `python -m gateway.images.process SOURCE TARGET TERMS`.

SOURCE and TARGET are open files, TERMS is JSON. It says on its standard output that it has started, or why it
could not; then it reads the header and says how many bytes it needs; once it is told to go on it writes the
clean image and says so, or why the image is refused.
Whatever happens in it happens to nobody else: the system limits its memory, its processor time and its life.
"""

import json
import os
import resource
import signal
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

GO, STARTED = "go", "yes"
NICENESS = 5  # shoppers who wait for an answer come first
STATM_DATA = 5
STACKS = 64 << 20  # of threads: counted by the system as if all of them were written to


@dataclass(frozen=True)
class Terms:
    """What one image may be and cost: pixels, pixels kept, memory in bytes, seconds, bytes written."""

    pixels: int
    kept_pixels: int
    memory: int
    processor_seconds: int
    seconds: int
    written: int

    def argument(self) -> str:
        """As the process is given them."""
        return json.dumps(asdict(self))


def main(source: int, target: int, terms: Terms) -> None:
    """Open the image in `source`, and write it clean into `target`."""
    _limit(terms)
    try:
        from gateway.errors import Problem, TooLarge  # noqa: PLC0415 (within the limits)
        from gateway.images import cleaning, formats  # noqa: PLC0415
    except Exception as error:  # a library that is missing or broken: nothing of the image was read
        _say(started=f"{type(error).__name__}: {error}")
        return
    _say(started=STARTED)

    try:
        opened = formats.open_image(source)
        needed = cleaning.bytes_needed(opened, terms.kept_pixels)
        if opened.width * opened.height > terms.pixels or needed > terms.memory:
            raise TooLarge("The image has too many pixels.")
        signal.alarm(0)  # until there is memory for it
        _say(needed=needed)
        if sys.stdin.readline().strip() != GO:
            return
        signal.alarm(terms.seconds)
        _allow(needed)
        _say(fingerprint=cleaning.write_clean(opened, target, terms.kept_pixels))
    except Problem as problem:
        _say(refused=type(problem).__name__, detail=problem.detail)
    except MemoryError:
        _say(refused=TooLarge.__name__, detail="The image takes too much memory to open.")


def _limit(terms: Terms) -> None:
    """Have the system end this process when it takes too long, and let it leave nothing behind."""
    signal.alarm(terms.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (terms.processor_seconds, terms.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (terms.written, terms.written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)


def _allow(more: int) -> None:
    """Let this process take so much more memory than it has now, and no byte over that."""
    pages = int(Path("/proc/self/statm").read_text().split()[STATM_DATA])
    most = pages * resource.getpagesize() + more + STACKS
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _say(**what: str | int) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 (it is how it answers)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Terms(**json.loads(sys.argv[3])))
