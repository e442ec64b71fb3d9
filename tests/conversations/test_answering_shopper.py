"""A shopper who only looks at what each question asks for, and answers that in changing words.

Whatever they start, on whatever order: every question is understood at once, and every flow comes to an end.
"""

import random
from typing import Any

import pytest

from tests.conversations import orders
from tests.conversations.shopper import Shopper
from tests.conversations.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]
CONVERSATIONS, MOST_TURNS = 60, 16
STARTS = (
    "I want to return something", "I have a problem with my order", "I want to send an item back",
    "can I exchange this?", "my item is broken", "cancel my order", "where is my order?", "track my package",
    "I need an invoice", "change my delivery address", "where is my refund",
    "what's the status of my request",
    "my package says delivered but it's not here",
)  # fmt: skip
WORDS = {
    "reason": (
        "I just don't want it anymore", "it doesn't fit me", "stopped working after two days",
        "arrived broken into pieces", "it looks nothing like the pictures", "you sent me the wrong one",
        "the charger is missing from the box", "I think it's a fake", "it's filthy", "it never arrived",
    ),
    "request": ("money back please", "I'd like to exchange it", "a replacement", "refund but let me keep it"),
    "confirm": ("yes", "yes please", "sure, go ahead", "ok do it", "that's right"),
    "address": ("12 Elm Street, Portland, 97201, US",),
    "quantity": ("1", "just one", "one of them"),
    "item.warranty_until": ("there is none", "31 December 2026"),
}  # fmt: skip
CONDITIONS = {
    "opened": ("yes, I opened it", "no, still sealed", "I haven't opened it"),
    "used": ("worn once", "no, never used", "not at all"),
    "usable": ("yes it still works", "no, it's useless"),
    "mint": ("yes, like new", "no, it has scratches"),
    "accessories_complete": ("yes, everything is there", "no, the manual is gone"),
    "tags_intact": ("yes tags are still on", "no, I removed them"),
    "installed": ("yes it's installed", "no, not installed"),
    "activated": ("yes activated", "no, never activated"),
}


@pytest.mark.parametrize("seed", range(CONVERSATIONS))
def test_every_question_is_answered_once_and_the_flow_ends(seed: int, stack: Stack) -> None:
    rng = random.Random(seed)  # noqa: S311 (a reproducible choice of words)
    order = rng.choice(orders.originals())
    shopper = Shopper(stack.url, order["store"], address=f"10.7.{seed % 250}.{seed // 250}")
    shopper.say(rng.choice(STARTS))
    asked: list[str] = []
    while shopper.asks and len(asked) < MOST_TURNS:
        assert asked[-1:] != [shopper.asks], "asked twice:\n" + "\n".join(shopper.transcript)
        asked.append(shopper.asks)
        _answer(shopper, shopper.asks, order, rng)
    assert shopper.asks is None, "no end:\n" + "\n".join(shopper.transcript)
    assert shopper.messages
    shopper.close()


def _answer(shopper: Shopper, asks: str, order: dict[str, Any], rng: random.Random) -> None:
    if asks.startswith("evidence."):
        (shopper.video if asks.endswith("_video") else shopper.photo)()
        return
    buyer = order["customer"]
    by_order = {
        "order_number": (order["number"], f"it's {order['number']}", f"order number {order['number']}"),
        "contact": (buyer["email"], f"my email is {buyer['email']}", buyer["phone"]),
        "item": tuple(
            f"{lead}{item['name']}" for item in order["items"] for lead in ("", "the ", "it's the ")
        ),
    }
    conditions = {f"condition.{name}": words for name, words in CONDITIONS.items()}
    shopper.say(rng.choice({**WORDS, **conditions, **by_order}[asks]))
