"""The claim flow with two photos and a confirm button, through each platform and all real processes."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.channels.platforms import Platforms
from tests.channels.simulators.platform import Hook, Platform, Taken
from tests.conversations import orders
from tests.conversations.stack import Stack
from tests.gateway.media import picture

pytestmark = [pytest.mark.stack, pytest.mark.timeout(1200)]
CHANNELS = ("telegram", "whatsapp", "twilio")
STORE, ORDER = "kilimall", "KM-1001"
PHOTOS = [picture(shade=30), picture(shade=170)]


class Phone:
    """A shopper with a phone: writes, taps and looks at what comes."""

    def __init__(self, gateway: str, platform: Platform, who: str) -> None:
        """Nothing was said yet."""
        self.http = httpx.Client(base_url=gateway, timeout=30)
        self.platform, self.who, self.seen = platform, who, 0

    def send(self, *hooks: Hook) -> None:
        """Have webhooks delivered."""
        for hook in hooks:
            answer = self.http.post(hook.path, content=hook.body, headers=hook.headers)
            assert answer.status_code == 200, answer.text

    def hears(self, words: str) -> Taken:
        """Wait for a message with those words."""
        return self._wait(lambda each: words.lower() in each.text.lower(), words)

    def is_offered(self, title: str) -> str:
        """Wait for a choice of that title; its id."""
        return self._wait(lambda each: title in each.choices, title).choices[title]

    def _wait(self, wanted: Callable[[Taken], bool], what: str) -> Taken:
        ends = time.monotonic() + 30
        while time.monotonic() < ends:
            for place, each in enumerate(self.platform.to(self.who)[self.seen :], start=self.seen):
                if wanted(each):
                    self.seen = place + 1
                    return each
            time.sleep(0.05)
        said = "\n".join(f"< {each.text} {list(each.choices)}" for each in self.platform.to(self.who))
        raise AssertionError(f"no {what!r} in\n{said}\nrefused: {self.platform.refused}")


@pytest.fixture(scope="module")
def copies(stack: Stack) -> dict[str, str]:
    """An order of each channel's own, all alike, whose buyer has a number of their own."""
    scripts = [
        {
            "id": f"channels: {name}",
            "store": STORE,
            "orders": [ORDER],
            "set": {ORDER: {"customer": customer(name)}},
        }
        for name in CHANNELS
    ]
    made, numbers = orders.copies(scripts, datetime.now(UTC))
    file = stack.folder / "channel-orders.json"
    orders.write(made, file)
    stack.shop("import", str(file))
    return {name: numbers[f"channels: {name}"][ORDER] for name in CHANNELS}


def customer(name: str) -> dict[str, Any]:
    """The buyer: their number is the one they write from."""
    phone = "+" + number_of(name)
    return {"name": "Amina", "email": "a@example.com", "phone": phone, "country": "KE"}


def number_of(name: str) -> str:
    """The number of the shopper on that channel."""
    return f"25470555000{CHANNELS.index(name)}"


@pytest.fixture(scope="module")
def cases(stack: Stack, stack_platforms: Platforms, copies: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The claim made in each channel, and what `shop cases` lists of it."""
    found = {}
    for name in CHANNELS:
        phone = Phone(stack.root, stack_platforms.by_name[name], number_of(name))
        with phone.http:
            claim(phone, copies[name])
        listed = json.loads(stack.shop("cases", "--json", "--store", STORE, "--order", copies[name]))
        assert len(listed) == 1, listed
        found[name] = listed[0]
    yield found


def claim(phone: Phone, order: str) -> None:
    """From the first sentence to the case."""
    platform, who = phone.platform, phone.who
    number = "" if platform.knows_number else ", a@example.com"
    phone.send(platform.text(who, f"my blue kettle from {order} came cracked{number}"))
    phone.send(platform.press(who, phone.is_offered("My money back")))
    assert "tap" in phone.hears("photo of your Blue kettle").text
    phone.send(*platform.photos(who, PHOTOS))
    confirm = phone.is_offered("Yes, file it")
    phone.send(platform.press(who, confirm))
    assert "R-" in phone.hears("Done: your request is").text
    assert platform.refused == []


@pytest.mark.parametrize("name", CHANNELS)
def test_a_claim_with_two_photos_and_a_confirm_button_becomes_a_case(
    name: str, cases: dict[str, Any]
) -> None:
    case = cases[name]
    assert (case["kind"], case["items"]) == ("return", [{"sku": "KET-BLUE", "quantity": 1}])
    assert [piece["kind"] for piece in case["evidence"]] == ["product_photo", "product_photo"]
    assert len({piece["sha256"] for piece in case["evidence"]}) == 2


def test_the_case_is_the_same_whatever_the_channel(cases: dict[str, Any]) -> None:
    own = ("number", "order", "conversation", "created_at", "decision")
    plain = [{key: value for key, value in case.items() if key not in own} for case in cases.values()]
    assert all(each == plain[0] for each in plain)
    decisions = [case["decision"] for case in cases.values()]
    assert all(each["outcome"] == decisions[0]["outcome"] for each in decisions)
    assert all(each["clauses"] == decisions[0]["clauses"] for each in decisions)
