"""One stack of real processes for all tests that talk to it; the model is trained at most once."""

import json
from collections.abc import Iterator

import pytest

from tests.channels.platforms import Platforms
from tests.conversations.collector import Collector
from tests.conversations.stack import Stack
from tests.servers import Servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """PostgreSQL and Redis, started when they are first asked for."""
    ours = Servers()
    yield ours
    ours.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def stack_platforms() -> Iterator[Platforms]:
    """Simulated platforms that the stack's gateway is connected to."""
    served = Platforms("kilimall")
    yield served
    served.stop()


@pytest.fixture(scope="session")
def collector() -> Iterator[Collector]:
    """A collector that the stack sends its traces to."""
    listening = Collector()
    yield listening
    listening.stop()


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory, stack_platforms: Platforms, collector: Collector
) -> Iterator[Stack]:
    """The processes, stopped at the end."""
    settings = {
        "CHANNELS": json.dumps(stack_platforms.accounts),
        "PUBLIC_URL": stack_platforms.public_url,
        "OTLP_ENDPOINT": collector.endpoint,
    }
    running = Stack(tmp_path_factory.mktemp("stack"), settings)
    try:
        running.start()
        yield running
    except BaseException:
        running.stop()
        raise
    assert running.stop() == 0, "the supervisor did not stop cleanly"
