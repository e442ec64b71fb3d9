"""One stack for all conversations; the model is trained at most once."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.conversations import orders
from tests.conversations.script import all_scripts
from tests.conversations.stack import Stack

Numbers = dict[str, dict[str, str]]


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


@pytest.fixture(scope="session")
def numbers(stack: Stack) -> Numbers:
    """Every script's own orders, imported; their numbers by script."""
    copied, found = orders.copies(all_scripts(), datetime.now(UTC))
    file = Path(stack.folder) / "orders.json"
    orders.write(copied, file)
    stack.shop("import", str(file))
    return found


def cases_of(stack: Stack, store: str, number: str) -> list[dict[str, Any]]:
    """An order's cases as `shop cases` lists them."""
    listed: list[dict[str, Any]] = json.loads(
        stack.shop("cases", "--json", "--store", store, "--order", number)
    )
    return listed
