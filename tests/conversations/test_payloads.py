"""Any button on any intent, through the real processes: one try, one answer, no dead letter."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.actions.sent_payloads import intents, sent
from tests.conversations.shopper import Shopper
from tests.conversations.stack import Stack

OUTCOMES = "gateway_turns_total"


class Clicker:
    """Somebody who sends payloads, in a new conversation whenever a person has the old one."""

    def __init__(self, stack: Stack) -> None:
        """Open nothing yet."""
        self._stack = stack
        self._shopper: Shopper | None = None
        self.sent = 0

    def send(self, payload: str) -> None:
        """Send one payload as a button; an error status is an error here."""
        if self._shopper is None or self._shopper.state != "bot":
            self.close()
            self._shopper = Shopper(self._stack.url, "kilimall", f"10.9.8.{self.sent % 250}")
        self._shopper.press(payload)
        self.sent += 1

    def close(self) -> None:
        """Drop the connection."""
        if self._shopper is not None:
            self._shopper.close()


def outcomes(stack: Stack) -> dict[str, float]:
    """How many turns had which outcome, so far."""
    text = httpx.get(f"{stack.root}/metrics", trust_env=False).raise_for_status().text
    lines = [line for line in text.splitlines() if line.startswith(OUTCOMES + "{")]
    return {line.split('"')[1]: float(line.rsplit(" ", 1)[1]) for line in lines}


@pytest.mark.stack
@pytest.mark.timeout(1200)
def test_no_button_is_tried_twice_or_fails(stack: Stack) -> None:
    before, clicker = outcomes(stack), Clicker(stack)

    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(intent=st.sampled_from(intents()), entities=sent)
    def send(intent: str, entities: dict[str, Any]) -> None:
        clicker.send(f"/{intent}{json.dumps(entities)}")

    for payload in ('/return_item{"segments": "x"}', '/inform{"condition": 5}', '/inform{"item": {"a": []}}'):
        clicker.send(payload)
    send()
    clicker.close()
    after = outcomes(stack)
    assert after.pop("answered") - before.pop("answered") >= clicker.sent > 100
    assert after == before
