"""What a process and all its children use: processor time, memory, and bytes in files without a name."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EVERY_SECONDS = 0.02
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Usage:
    """Memory now and at its peak, and bytes held in unnamed files at their peak, in bytes."""

    memory: int = 0
    peak: int = 0
    spooled: int = 0
    spooled_peak: int = 0


def tree(process: int) -> Iterator[int]:
    """The process and what it has started."""
    yield process
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))


def children(process: int) -> list[int]:
    """What it has started itself, and what still runs of that."""
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def cpu_seconds(*processes: int) -> float:
    """Processor time of the processes and of all their children, also of those that have ended."""
    return sum(_own_cpu_seconds(each) for process in processes for each in tree(process))


def _own_cpu_seconds(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


def _memory(process: int) -> int:
    """Its share of memory: what it shares with others counts by parts."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _memory_of_all(processes: Sequence[int]) -> int:
    return sum(_memory(each) for process in processes for each in tree(process))


def _spooled(process: int) -> int:
    held = 0
    with contextlib.suppress(OSError):
        for descriptor in Path(f"/proc/{process}/fd").iterdir():
            with contextlib.suppress(OSError):
                if str(descriptor.readlink()).endswith("(deleted)"):
                    held += descriptor.stat().st_size
    return held


async def _watch(processes: Sequence[int], usage: Usage) -> None:
    while True:
        usage.memory = await asyncio.to_thread(_memory_of_all, processes)
        usage.spooled = sum(map(_spooled, processes))
        usage.peak = max(usage.peak, usage.memory)
        usage.spooled_peak = max(usage.spooled_peak, usage.spooled)
        await asyncio.sleep(EVERY_SECONDS)


@contextlib.asynccontextmanager
async def watched(*processes: int) -> AsyncIterator[Usage]:
    """While this lasts usage is looked at 50 times a second."""
    usage = Usage()
    watching = asyncio.create_task(_watch(processes, usage))
    try:
        yield usage
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
