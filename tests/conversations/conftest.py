"""All scripted conversations, played once for all that looks at them."""

import pytest

from tests.conversations.playing import Played, play_all
from tests.conversations.script import all_scripts
from tests.conversations.stack import Stack


@pytest.fixture(scope="session")
def played(stack: Stack) -> dict[str, Played]:
    """What came of every script, several played at a time."""
    return play_all(stack, all_scripts())
