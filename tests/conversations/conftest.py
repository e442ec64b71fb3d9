"""One stack for all conversations; the model is trained at most once."""

from collections.abc import Iterator

import pytest

from tests.conversations.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The processes, stopped at the end."""
    running = Stack(tmp_path_factory.mktemp("stack"))
    try:
        running.start()
        yield running
    except BaseException:
        running.stop()
        raise
    assert running.stop() == 0, "the supervisor did not stop cleanly"
