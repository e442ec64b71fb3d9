"""A small storm on the three single processes; `python -m tests.chaos` makes the full ones."""

from collections.abc import Iterator

import pytest

from tests.chaos.storm import Plan, run
from tests.chaos.targets import Target

SMALL = Plan(
    conversations=24, kills=6, victims=("gateway", "actions", "rasa", "gateway", "actions", "gateway")
)


@pytest.fixture
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The processes under a supervisor that starts again what dies."""
    running = Target(tmp_path_factory.mktemp("chaos"))
    try:
        running.start()
        yield running
    finally:
        status = running.stop()
    assert status == 0, "the supervisor did not stop cleanly"


@pytest.mark.stack
@pytest.mark.timeout(1200)
async def test_nothing_is_lost_doubled_or_out_of_order_though_processes_are_killed(target: Target) -> None:
    report = await run(target, SMALL)
    assert report.faults == []
    assert sum(report.killed.values()) == SMALL.kills
    assert report.messages > SMALL.conversations
    assert sum(report.cases.values()) > 0
