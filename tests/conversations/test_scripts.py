"""Every scripted conversation, through the real processes."""

from typing import Any

import pytest

from tests.conversations.playing import Played, play_all
from tests.conversations.script import all_scripts
from tests.conversations.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]
SCRIPTS = all_scripts()


@pytest.fixture(scope="module")
def played(stack: Stack) -> dict[str, Played]:
    """All scripts, played several at a time."""
    return play_all(stack, SCRIPTS)


@pytest.mark.parametrize("script", SCRIPTS, ids=[script["id"] for script in SCRIPTS])
def test_conversation(script: dict[str, Any], played: dict[str, Played]) -> None:
    failure = played[script["id"]].failure
    if failure is not None:
        raise failure
