"""Every scripted conversation, through the real processes."""

from typing import Any

import pytest

from tests.conversations.playing import Played
from tests.conversations.script import all_scripts

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]
SCRIPTS = all_scripts()
BEHAVIOURS = {
    "ambiguity", "cancellations", "corrections", "digressions", "guards", "hand_off", "happy_path",
    "languages",
}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS, ids=[script["id"] for script in SCRIPTS])
def test_conversation(script: dict[str, Any], played: dict[str, Played]) -> None:
    failure = played[script["id"]].failure
    if failure is not None:
        raise failure


def test_every_behaviour_and_every_store_is_played() -> None:
    assert {script["id"].partition("/")[0] for script in SCRIPTS} >= BEHAVIOURS
    assert len({script["store"] for script in SCRIPTS}) == 5
    assert len(SCRIPTS) >= 150
