"""Several gateways on one database: each message answered once, changes seen everywhere."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from gateway.hub import Hub
from gateway.limiting import Limiter
from gateway.settings import Settings
from gateway.web.app import create_app
from gateway.wiring import Gateway, build
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, Shopper, new_shopper
from tests.gateway.test_events import Stream
from tests.servers import Servers


@pytest.fixture(params=["alone", "redis"])
def settings(request: pytest.FixtureRequest, servers: Servers) -> Settings:
    """With and without Redis."""
    return Settings(**FAST, redis_url=servers.redis() if request.param == "redis" else None)  # type: ignore[arg-type]


@pytest.fixture
async def second(gateway: Gateway, rasa: FakeRasa) -> AsyncIterator[FastAPI]:
    """Another process's application, so to speak: everything its own but the database."""
    http = httpx.AsyncClient(transport=rasa.transport(), base_url="http://rasa")
    app = create_app(build(gateway.settings, gateway.shop_settings, http=http))
    async with app.router.lifespan_context(app):
        yield app


async def test_what_is_said_to_one_gateway_is_seen_at_the_other(
    app: FastAPI, second: FastAPI, client: httpx.AsyncClient
) -> None:
    shopper = await new_shopper(client)
    stream = Stream(second, shopper)
    await asyncio.sleep(0.2)
    await shopper.say("hi")
    async with asyncio.timeout(8):
        assert await stream.messages(2, 8) == [("2", "hi"), ("3", "Yes?")]
    await stream.close()


async def test_messages_spread_over_two_gateways_are_each_answered_once_in_order(
    app: FastAPI, second: FastAPI, client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    rasa.reply = lambda body: [{"text": f"re {body['message']}"}]
    other = httpx.AsyncClient(transport=httpx.ASGITransport(second), base_url="http://second")
    shoppers = [await new_shopper(client) for _ in range(4)]
    rasa.lose_answers = 4

    async def talk(shopper: Shopper, number: int) -> None:
        shopper.client = client if number % 2 else other
        for _ in range(5):  # redelivered five times, to either
            await shopper.post({"id": f"{number}", "text": f"{number}"})

    await asyncio.gather(*(talk(shopper, number) for shopper in shoppers for number in range(4)))
    for shopper in shoppers:
        history = await shopper.history()
        asked = [message["text"] for message in history if message["from"] == "shopper"]
        answered = [message["text"] for message in history if message["from"] == "bot"]
        assert sorted(asked) == ["0", "1", "2", "3"]
        assert answered == ["Hello!", *(f"re {text}" for text in asked)]
    await other.aclose()


async def test_limits_are_counted_together_through_redis(servers: Servers) -> None:
    settings = Settings(redis_url=servers.redis(), limits={"messages": "3/minute"})
    limiters = [Limiter(settings), Limiter(settings)]
    who = "somebody"
    for number in range(3):
        await limiters[number % 2].count("messages", who)
    for limiter in limiters:
        with pytest.raises(Exception, match="Too many"):
            await limiter.count("messages", who)
        await limiter.close()


async def test_with_redis_away_limits_are_still_counted() -> None:
    limiter = Limiter(Settings(redis_url="redis://127.0.0.1:1", limits={"messages": "1/minute"}))
    await limiter.count("messages", "a")
    with pytest.raises(Exception, match="Too many"):
        await limiter.count("messages", "a")
    await limiter.close()


async def test_a_wake_up_reaches_those_who_listen_to_its_topic_only() -> None:
    hub = Hub()
    with hub.listening("a", "b") as first, hub.listening("c") as second:
        hub.wake("b", "nobody")
        assert first.is_set()
        assert not second.is_set()
        hub.wake_all()
        assert second.is_set()
