"""Every scripted conversation, through the real processes."""

import json
from typing import Any

import pytest

from tests.conversations.conftest import Numbers, cases_of
from tests.conversations.script import all_scripts, play
from tests.conversations.shopper import Shopper
from tests.conversations.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]
SCRIPTS = all_scripts()


@pytest.mark.parametrize("script", SCRIPTS, ids=[script["id"] for script in SCRIPTS])
def test_conversation(script: dict[str, Any], stack: Stack, numbers: Numbers) -> None:
    own = numbers.get(script["id"], {})
    shopper = Shopper(
        stack.url,
        script["store"],
        address=f"10.0.{SCRIPTS.index(script) // 250}.{SCRIPTS.index(script) % 250}",
    )
    play(script, shopper, own)
    shopper.close()
    if "cases" in script:
        _check_cases(script, stack, own)
    for number, status in script.get("status", {}).items():
        order = json.loads(stack.shop("order", own[number], "--store", script["store"], "--json"))
        assert order["status"] == status


def _check_cases(script: dict[str, Any], stack: Stack, own: dict[str, str]) -> None:
    for number, copy in own.items():
        expected = [case for case in script["cases"] if case["order"] == number]
        found = cases_of(stack, script["store"], copy)
        assert len(found) == len(expected), f"{number}: {found}"
        for case, wanted in zip(found, expected, strict=True):
            shown = {**case, "order": number, "evidence": [piece["kind"] for piece in case["evidence"]]}
            assert {key: shown[key] for key in wanted} == wanted
