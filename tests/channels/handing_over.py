"""A web conversation that is to go on in a channel, with the shopper of each side."""

from dataclasses import dataclass
from typing import Any

import httpx

from gateway.web.access import the_conversation, the_sender
from tests.channels.conftest import Bench
from tests.channels.simulators.platform import Hook, Platform
from tests.gateway.shoppers import Shopper, new_shopper

WHO = "254700000001"
JOIN, LEAVE = "Join that chat", "No, it isn't mine"
CONFIRM, REFUSE = "Yes, continue there", "No, stay here"


def opened(platform: Platform, who: str, code: str) -> Hook:
    """Somebody opens the link in the channel."""
    return platform.text(who, f"/start {code}" if platform.name == "telegram" else f"Hello {code}")


async def link(shopper: Shopper, channel: str) -> str:
    """The code in a new link that moves the shopper's conversation."""
    url = f"/api/v1/conversations/{shopper.id}/move"
    answer = await shopper.client.post(url, json={"channel": channel}, headers=shopper.headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"]).rpartition("=")[2]


async def asked_on_web(shopper: Shopper) -> dict[str, str]:
    """The payloads of the request that the web shopper was shown last, by title; none if none was."""
    latest: list[Any] = [each for each in await shopper.history() if each["from"] == "bot"]
    buttons = latest[-1]["buttons"] if latest else []
    return {each["title"]: each["payload"] for each in buttons if each["title"] in (CONFIRM, REFUSE)}


@dataclass
class Moving:
    """A shopper on the web and somebody in a channel, driven by hand."""

    bench: Bench
    platform: Platform
    web: Shopper
    who: str = WHO

    @classmethod
    async def begin(cls, bench: Bench, platform: Platform, **body: Any) -> "Moving":
        """A web shopper who was greeted."""
        bench.gateway.settings.wait_seconds = bench.gateway.settings.notice_seconds = 0.1
        web = await new_shopper(bench.client, **body)
        await bench.settle(1)
        return cls(bench, platform, web)

    async def open(self, code: str | None = None, who: str | None = None) -> str:
        """Somebody opens the link; the code."""
        code = code or await link(self.web, self.platform.name)
        await self.bench.post_all([opened(self.platform, who or self.who, code)])
        await self.bench.settle(4, step=1)
        return code

    async def tap(self, title: str, who: str | None = None) -> None:
        """They tap the latest choice of that title."""
        who = who or self.who
        choices = [each.choices for each in self.platform.to(who) if title in each.choices]
        await self.bench.post_all([self.platform.press(who, choices[-1][title])])
        await self.bench.settle(4, step=1)

    def checked_before(self) -> None:
        """From now on every request's token counts as checked: it was right when the request came in."""
        for check in (the_conversation, the_sender):
            self.bench.app.dependency_overrides[check] = lambda: self.web.id

    async def answer(self, title: str, message: str = "answer") -> httpx.Response:
        """The web shopper presses a button of the request."""
        payload = (await asked_on_web(self.web))[title]
        response = await self.web.post({"id": message, "payload": payload})
        await self.bench.settle(4, step=1)
        return response

    async def move(self) -> httpx.Response:
        """Everything that both sides must do; the answer to the web's yes."""
        await self.open()
        await self.tap(JOIN)
        return await self.answer(CONFIRM)

    def told(self, who: str | None = None) -> list[str]:
        """What was said in the channel."""
        return [each.text for each in self.platform.to(who or self.who)]
