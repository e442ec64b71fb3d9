"""A gateway with every channel connected to simulated platforms, a fake Rasa behind it, and time to set."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from gateway import inbox
from gateway.channels.files import Fetcher
from gateway.sender import Sender
from gateway.settings import Settings
from gateway.wiring import Gateway
from tests.channels.platforms import Platforms
from tests.channels.simulators.platform import Hook, Platform
from tests.gateway.conftest import app, client, database_url, gateway, migrated, rasa
from tests.gateway.shoppers import FAST, STORE


@pytest.fixture
def database_kind() -> str:
    """One database will do: it is the gateway's own tests that try both."""
    return "sqlite"


__all__ = ["app", "client", "database_url", "gateway", "migrated", "rasa"]
GATEWAY = "http://gateway"


@pytest.fixture(scope="session")
def platforms() -> Iterator[Platforms]:
    """The simulated platforms, served on loopback."""
    served = Platforms(STORE)
    yield served
    served.stop()


@pytest.fixture
def settings(platforms: Platforms) -> Settings:
    """Short pauses, and an account on each platform."""
    for platform in platforms.all:
        platform.forget()
    return Settings(**FAST, public_url=platforms.public_url, channels=platforms.accounts)  # type: ignore[arg-type]


@pytest.fixture(params=["telegram", "whatsapp", "twilio"])
def platform(request: pytest.FixtureRequest, platforms: Platforms) -> Platform:
    """Each platform in turn."""
    return platforms.by_name[request.param]


@dataclass
class Bench:
    """Drives a gateway by hand: posts webhooks, lets its parts work, moves its time."""

    gateway: Gateway
    client: httpx.AsyncClient
    platforms: Platforms
    app: FastAPI
    offset: timedelta = field(default_factory=timedelta)

    def forward(self, seconds: float) -> None:
        """Let time pass, for the gateway and the platforms."""
        self.offset += timedelta(seconds=seconds)
        self.gateway.clock = lambda: datetime.now(UTC) + self.offset
        for platform in self.platforms.all:
            platform.clock = lambda: self.gateway.clock().timestamp()

    async def post(self, *hooks: Hook) -> list[int]:
        """Deliver webhooks; the statuses they were answered with."""
        statuses = []
        for hook in hooks:
            headers = [(name.encode(), value.encode("latin-1")) for name, value in hook.headers.items()]
            answer = await self.client.post(hook.path, content=hook.body, headers=headers)
            statuses.append(answer.status_code)
        return statuses

    async def post_all(self, hooks: Iterable[Hook]) -> None:
        """Deliver webhooks that must be taken."""
        for status in await self.post(*hooks):
            assert status == 200

    async def settle(self, seconds: float = 3.0, step: float = 0.5) -> None:
        """Let everything happen that happens within that time, quicker than it passes."""
        sender, fetcher, passed = Sender(self.gateway), Fetcher(self.gateway), 0.0
        while passed < seconds:
            await self.answer()
            while await fetcher.fetch_due() or await sender.deliver_due():
                pass
            self.forward(step)
            passed += step

    async def answer(self) -> None:
        """What the worker does, one turn after the other."""
        gateway = self.gateway
        async with gateway.database.transaction() as session:
            turns = await inbox.claim(session, gateway.clock(), gateway.terms, 16)
        while turns:
            turn = turns.pop()
            said = await gateway.rasa.turn(turn)
            async with gateway.database.transaction() as session:
                stored = await inbox.answer(session, turn, said, gateway.clock(), gateway.terms)
            turns += [stored.following] if stored.following else []


@pytest.fixture
async def bench(gateway: Gateway, platforms: Platforms) -> AsyncIterator[Bench]:
    """The gateway's web side without its own workers: the bench lets them work."""
    from gateway.web.app import create_app  # noqa: PLC0415 (the fixture of that name is another)

    application = create_app(gateway)
    transport = httpx.ASGITransport(application, raise_app_exceptions=False)
    made = Bench(gateway, httpx.AsyncClient(transport=transport, base_url=GATEWAY), platforms, application)
    made.forward(0)
    yield made
    await made.client.aclose()


Waiting = Callable[[], bool]


async def until(done: Waiting, seconds: float = 5.0) -> None:
    """Wait until something is so."""
    for _ in range(int(seconds / 0.02)):
        if done():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come to that")
