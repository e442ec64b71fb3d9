"""A process that opens an image may die, hang or babble: the image is refused, and the next one opened."""

import asyncio
import signal
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import structlog

from gateway.budgets import Budget
from gateway.errors import Problem, TooLarge, Unavailable, WrongMedia
from gateway.images import pool as pools
from gateway.images.pool import ImagePool
from gateway.settings import Settings
from tests.gateway.media import picture

PROCESS = "gateway.images.process"
SAY_STARTED = 'import sys, time, os, signal; print(\'{"started": "yes"}\', flush=True);'
SAY_NEEDED = SAY_STARTED + "print('{\"needed\": 1000}', flush=True); sys.stdin.readline();"


def running(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have every process run this instead."""
    monkeypatch.setattr(pools, "COMMAND", (sys.executable, "-I", "-c", code))


async def opened(pool: ImagePool, content: bytes = b"") -> str:
    """Open a picture; its fingerprint."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(content or picture())
        source.flush()
        return await pool.clean(source, target)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("", Unavailable),
        ("raise SystemExit(1)", Unavailable),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", Unavailable),
        ("print('x' * 1_000_000)", Unavailable),
        ('print(\'{"started": "ImportError: no libvips"}\')', Unavailable),
        (SAY_STARTED, WrongMedia),
        (SAY_STARTED + "raise SystemExit(1)", WrongMedia),
        (SAY_STARTED + "os.kill(os.getpid(), signal.SIGSEGV)", WrongMedia),
        (SAY_STARTED + "os.kill(os.getpid(), signal.SIGKILL)", Unavailable),
        (SAY_STARTED + "os.kill(os.getpid(), signal.SIGXCPU)", TooLarge),
        (SAY_STARTED + "print('x' * 1_000_000)", WrongMedia),
        (SAY_STARTED + "print('[]')", WrongMedia),
        (SAY_STARTED + "print('{\"needed\": -1}')", WrongMedia),
        (SAY_STARTED + 'print(\'{"needed": "many"}\')', WrongMedia),
        (SAY_STARTED + 'print(\'{"refused": "SystemExit"}\')', WrongMedia),
        (SAY_NEEDED, WrongMedia),
        (SAY_NEEDED + "os.kill(os.getpid(), signal.SIGKILL)", Unavailable),
        (SAY_NEEDED + 'print(\'{"fingerprint": "<script>"}\')', WrongMedia),
    ],
)
async def test_whatever_becomes_of_a_process_the_image_is_refused_and_the_next_one_opened(
    monkeypatch: pytest.MonkeyPatch, code: str, answer: type[Problem]
) -> None:
    pool = ImagePool(Settings(image_processes=1))
    with monkeypatch.context() as patch:
        running(patch, code)
        for _ in range(3):
            with pytest.raises(answer):
                await opened(pool)
    assert await opened(pool)
    assert pool.memory.left == pool.memory.size


@pytest.mark.parametrize("code", [SAY_STARTED + "time.sleep(600)", SAY_NEEDED + "time.sleep(600)"])
async def test_a_process_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(pools, "BESIDE", 0.2)
    pool = ImagePool(Settings(image_processes=1, image_seconds=1))
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def noted(*command: str, **options: object) -> asyncio.subprocess.Process:
        started.append(await start(*command, **options))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noted)
    running(monkeypatch, code)
    with pytest.raises(TooLarge):
        await opened(pool)
    assert [each.returncode for each in started] == [-signal.SIGKILL]


async def test_whoever_gives_up_takes_the_process_along(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = ImagePool(Settings(image_processes=1))
    with monkeypatch.context() as patch:
        running(patch, SAY_NEEDED + "time.sleep(600)")
        giving_up = asyncio.create_task(opened(pool))
        async with asyncio.timeout(20):
            while pool.memory.left == pool.memory.size:  # noqa: ASYNC110 (it has no event)
                await asyncio.sleep(0.01)
        giving_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await giving_up
    assert await opened(pool)
    assert pool.memory.left == pool.memory.size


async def test_a_process_that_cannot_be_started_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "COMMAND", ("/nowhere",))
    with pytest.raises(Unavailable):
        await opened(ImagePool(Settings()))


@pytest.mark.parametrize("module", ["pyvips", "pi_heif", "gateway.images.formats"])
async def test_a_library_that_is_missing_is_an_outage_and_no_fault_of_the_image(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """The process itself runs, in an environment that lacks something."""
    hidden = f"import sys, runpy; sys.modules[{module!r}] = None;"
    code = f"{hidden} runpy.run_module({PROCESS!r}, run_name='__main__')"
    with monkeypatch.context() as patch:
        running(patch, code)
        with structlog.testing.capture_logs() as logged, pytest.raises(Unavailable) as caught:
            await opened(ImagePool(Settings()))
    assert caught.value.headers["Retry-After"]
    assert [each["event"] for each in logged] == ["image_process_not_started"]
    assert module in logged[0]["reason"]


async def test_a_process_that_hangs_before_it_has_started_is_an_outage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pools, "BESIDE", 0.2)
    running(monkeypatch, "import time; time.sleep(600)")
    with pytest.raises(Unavailable):
        await opened(ImagePool(Settings(image_processes=1, image_seconds=1)))


async def test_a_process_sees_no_secret_and_its_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GATEWAY_SECRET", "not to be seen")
    code = (
        "import json, os, resource, runpy, sys\n"
        "from gateway.images import process\n"
        "process._limit(process.Terms(**json.loads(sys.argv[3])))\n"
        "process._allow(1000)\n"
        "names = [resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_DATA]\n"
        "print(json.dumps({'started': 'yes'}))\n"
        "limits = [resource.getrlimit(name)[0] for name in names]\n"
        "print(json.dumps({'refused': 'TooLarge', 'detail': json.dumps([sorted(os.environ), limits])}))"
    )
    running(monkeypatch, code)
    with pytest.raises(TooLarge) as caught:
        await opened(ImagePool(Settings(image_processor_seconds=7)))
    assert "GATEWAY_SECRET" not in caught.value.detail
    assert '"MALLOC_ARENA_MAX"' in caught.value.detail
    assert ", [7, 25200000, 0, " in caught.value.detail
    assert "-1]" not in caught.value.detail


class Gauge:
    """How many processes, and how much of the memory, were in use at once."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.now = self.most = 0

    @asynccontextmanager
    async def counting(self) -> AsyncIterator[None]:
        """While this lasts one more is in use."""
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            yield
        finally:
            self.now -= 1


async def test_no_more_processes_run_at_once_than_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    gauge, pool = Gauge(), ImagePool(Settings(image_processes=2))
    process = pool._process

    @asynccontextmanager
    async def counted(*files: object) -> AsyncIterator[asyncio.subprocess.Process]:
        async with gauge.counting(), process(*files) as each:  # type: ignore[arg-type]
            yield each

    monkeypatch.setattr(pool, "_process", counted)
    assert len(await asyncio.gather(*(opened(pool) for _ in range(7)))) == 7
    assert gauge.most == 2


async def test_images_share_the_memory_and_wait_for_one_another() -> None:
    gauge, budget = Gauge(), Budget(100)

    async def using(amount: int) -> None:
        async with budget.taken(amount):
            gauge.most = min(gauge.most, budget.left)
            await asyncio.sleep(0)

    await asyncio.gather(*(using(amount) for amount in (60, 60, 30, 100, 1, 40) * 20))
    assert gauge.most == 0
    assert budget.left == 100


async def test_a_large_image_is_not_passed_over_by_small_ones_for_ever() -> None:
    budget, order = Budget(100), list[int]()

    async def using(amount: int) -> None:
        async with budget.taken(amount):
            order.append(amount)
            await asyncio.sleep(0)

    await asyncio.gather(*(using(amount) for amount in (50, 100, 1, 2, 3)))
    assert order == [50, 100, 1, 2, 3]


async def test_whoever_stops_waiting_for_memory_holds_none() -> None:
    budget = Budget(100)
    async with budget.taken(90):
        waiting = asyncio.create_task(budget.taken(50).__aenter__())
        behind = asyncio.create_task(budget.taken(5).__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        await behind
        assert budget.left == 5
    assert budget.left == 95


async def test_more_than_there_ever_is_cannot_be_waited_for() -> None:
    with pytest.raises(ValueError, match="more than there ever is"):
        await Budget(10).taken(11).__aenter__()


async def test_an_image_that_waits_too_long_is_sent_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = ImagePool(Settings(image_processes=1, image_wait_seconds=0.05))
    running(monkeypatch, SAY_NEEDED + "time.sleep(600)")
    first = asyncio.create_task(opened(pool))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable) as caught:
        await opened(pool)
    assert caught.value.headers["Retry-After"]
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
