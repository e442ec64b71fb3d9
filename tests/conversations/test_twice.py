"""The same conversations from nothing get the same replies; `make conversations` plays them all twice."""

from pathlib import Path

import pytest

from tests.conversations.playing import Played
from tests.conversations.script import all_scripts
from tests.conversations.twice import differences, play_from_nothing

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]
EACH = 8


def test_conversations_played_again_from_nothing_get_the_same_replies(
    played: dict[str, Played], tmp_path: Path
) -> None:
    unbroken = [script for script in all_scripts() if all("restart" not in turn for turn in script["turns"])]
    again = play_from_nothing(unbroken[::EACH], tmp_path)
    assert len(again) > 20
    assert [each.failure for each in again.values() if each.failure] == []
    assert differences({name: played[name] for name in again}, again) == []
