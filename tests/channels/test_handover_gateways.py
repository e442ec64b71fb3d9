"""The web's token and its streams are revoked in every gateway, with and without Redis."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from gateway.settings import Settings
from gateway.web.app import create_app
from gateway.wiring import Gateway, build
from tests.channels.handing_over import CONFIRM, JOIN, WHO, asked_on_web, link, opened
from tests.channels.platforms import Platforms
from tests.channels.simulators.platform import Hook, Platform
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, Shopper, new_shopper
from tests.gateway.test_events import Stream
from tests.servers import Servers

SECONDS = 15.0
SECRET = "this is a secret"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each database in turn."""
    kind: str = request.param
    return kind


@pytest.fixture(params=["alone", "redis"])
def settings(request: pytest.FixtureRequest, platforms: Platforms, servers: Servers) -> Settings:
    """An account on each platform, with and without Redis."""
    for each in platforms.all:
        each.forget()
    redis = servers.redis() if request.param == "redis" else None
    accounts = {"public_url": platforms.public_url, "channels": platforms.accounts}
    return Settings(**FAST, **accounts, redis_url=redis)  # type: ignore[arg-type]


@pytest.fixture(params=["telegram", "whatsapp"])
def platform(request: pytest.FixtureRequest, platforms: Platforms) -> Platform:
    """Both platforms."""
    return platforms.by_name[request.param]


@pytest.fixture
async def second(gateway: Gateway, rasa: FakeRasa) -> AsyncIterator[FastAPI]:
    """Another process's application, so to speak: everything its own but the database."""
    http = httpx.AsyncClient(transport=rasa.transport(), base_url="http://rasa")
    app = create_app(build(gateway.settings, gateway.shop_settings, http=http))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def other(second: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the second gateway."""
    transport = httpx.ASGITransport(second, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://second") as made:
        yield made


async def post(client: httpx.AsyncClient, hook: Hook) -> None:
    """Deliver a webhook."""
    headers = [(name.encode(), value.encode("latin-1")) for name, value in hook.headers.items()]
    assert (await client.post(hook.path, content=hook.body, headers=headers)).status_code == 200


async def told(platform: Platform, words: str) -> str:
    """Wait until the shopper in the channel was told that; the choice named JOIN with it, if there is one."""
    async with asyncio.timeout(SECONDS):
        while not (found := [each for each in platform.to(WHO) if words in each.text]):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found[-1].choices.get(JOIN, "")


async def seen(stream: Stream) -> list[tuple[str, str]]:
    """Everything that a stream shows until it ends."""
    stream.patience = SECONDS
    return [(name, str(data)) async for name, data, _ in stream.events()]


async def begin(client: httpx.AsyncClient, other: httpx.AsyncClient, platform: Platform) -> Shopper:
    """A conversation that both gateways have seen the token of, and that the channel's side wants."""
    shopper = await new_shopper(client)
    shopper.client = other
    assert len(await shopper.history()) == 1
    await post(other, opened(platform, WHO, await link(shopper, platform.name)))
    await post(client, platform.press(WHO, await told(platform, "This link joins")))
    await told(platform, "confirm it on the website")
    return shopper


async def test_a_moved_conversation_is_closed_to_the_web_at_every_gateway(
    app: FastAPI, second: FastAPI, client: httpx.AsyncClient, other: httpx.AsyncClient, platform: Platform
) -> None:
    shopper = await begin(client, other, platform)
    streams = [Stream(app, shopper), Stream(second, shopper)]
    reading = [asyncio.create_task(seen(each)) for each in streams]
    await asyncio.sleep(0.5)
    shopper.client = client
    payload = (await asked_on_web(shopper))[CONFIRM]
    assert (await shopper.post({"id": "yes", "payload": payload})).status_code == 200
    await post(other, platform.text(WHO, SECRET))
    await told(platform, "Yes?")
    for events in await asyncio.gather(*reading):
        assert events[-1][0] == "moved"
        assert SECRET not in str(events)
    path = f"/api/v1/conversations/{shopper.id}/messages"
    for each in (client, other):
        assert (await each.get(path, headers=shopper.headers)).status_code == 410
        shopper.client = each
        assert (await shopper.post({"id": "more", "text": "return it"})).status_code == 410
    for stream in streams:
        await stream.close()


async def test_both_gateways_asked_at_once_move_it_once(
    client: httpx.AsyncClient, other: httpx.AsyncClient, platform: Platform
) -> None:
    shopper = await begin(client, other, platform)
    payload = (await asked_on_web(shopper))[CONFIRM]

    async def confirm(place: int) -> int:
        through = Shopper((client, other)[place % 2], shopper.id, shopper.token, [])
        return (await through.post({"id": f"yes{place}", "payload": payload})).status_code

    statuses = await asyncio.gather(*(confirm(place) for place in range(6)))
    assert sorted(statuses) == [200, *[410] * 5]
    await told(platform, "Here we are")
    assert len([each for each in platform.to(WHO) if "Here we are" in each.text]) == 1
