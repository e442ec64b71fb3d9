"""However many streams follow a conversation it is looked at once; how many may is bounded."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from gateway import feeds
from gateway.erasing import erase_conversations
from gateway.feeds import Feed
from gateway.settings import Settings
from gateway.wiring import Gateway
from tests.gateway.conftest import ONLY_SQLITE
from tests.gateway.shoppers import FAST, Shopper, new_shopper
from tests.gateway.test_events import Stream
from tests.gateway.test_turn_cost import counted

QUIET: dict[str, Any] = {**FAST, "poll_seconds": 60.0}  # nobody looks by the clock


async def opened(app: FastAPI, shopper: Shopper, count: int, address: str = "192.0.2.1") -> list[Stream]:
    """So many streams, each of which has shown how things stand."""
    streams = []
    for _ in range(count):
        stream = Stream(app, shopper, {"X-Forwarded-For": address})
        await shown(stream, "typing")
        streams.append(stream)
    return streams


async def shown(stream: Stream, name: str) -> list[str]:
    """The names of the events up to one of that name, or to the end."""
    names = []
    async for each, _, _ in stream.events():
        names.append(each)
        if each == name:
            break
    return names


async def close(*streams: Stream) -> None:
    """Go away."""
    for stream in streams:
        await stream.close()


@pytest.mark.parametrize("settings", [Settings(**{**QUIET, "conversation_streams": 20})])
async def test_a_change_is_read_once_however_many_follow(
    app: FastAPI, shopper: Shopper, gateway: Gateway
) -> None:
    asked = []
    streams: list[Stream] = []
    for count in (1, 19):
        streams += await opened(app, shopper, count)
        await asyncio.sleep(0.3)
        with counted(gateway) as seen:
            gateway.hub.wake(shopper.id)
            await asyncio.sleep(0.3)
        idle = seen["SELECT"]
        with counted(gateway) as seen:
            await shopper.say("hi")
            for stream in streams:
                assert len(await stream.messages(2)) == 2
            await asyncio.sleep(0.3)
        asked.append((idle, seen["SELECT"]))
    assert [idle for idle, _ in asked] == [1, 1]
    assert max(turn for _, turn in asked) <= 12  # of the turn 4, and two looks of 3: it came, it is answered
    await close(*streams)
    assert gateway.feeds.streams == 0


@pytest.mark.parametrize("settings", [Settings(**QUIET)])
async def test_a_stream_that_is_behind_is_told_all_of_it_and_nothing_twice(
    app: FastAPI, shopper: Shopper
) -> None:
    (first,) = await opened(app, shopper, 1)
    for text in ("one", "two"):
        await shopper.say(text)
    late = Stream(app, shopper, {"Last-Event-ID": "1"})
    assert [text for _, text in await late.messages(4)] == ["one", "Yes?", "two", "Yes?"]
    await shopper.say("three")
    assert [text for _, text in await late.messages(2)] == ["three", "Yes?"]
    assert [text for _, text in await first.messages(6)] == ["one", "Yes?", "two", "Yes?", "three", "Yes?"]
    await close(first, late)


@pytest.mark.parametrize("settings", [Settings(**{**QUIET, "conversation_streams": 2})])
async def test_of_too_many_streams_of_a_conversation_the_oldest_ends_and_is_told_to_stay_away(
    app: FastAPI, shopper: Shopper, gateway: Gateway
) -> None:
    streams = await opened(app, shopper, 4)
    for replaced in streams[:2]:
        assert await shown(replaced, "replaced") == ["replaced"]
        assert await shown(replaced, "the end") == []
        assert b"retry: 60000" in replaced.raw
    assert gateway.feeds.streams == 2
    await shopper.say("hi")
    for kept in streams[2:]:
        assert len(await kept.messages(2)) == 2
    await close(*streams)


@ONLY_SQLITE
@pytest.mark.parametrize(
    "settings", [Settings(**{**QUIET, "address_streams": 3, "trusted_proxies": ["127.0.0.1"]})]
)
async def test_an_address_follows_so_much_and_no_more_until_it_lets_go(
    app: FastAPI, client: httpx.AsyncClient, gateway: Gateway
) -> None:
    shoppers = [await new_shopper(client) for _ in range(4)]
    streams = [(await opened(app, each, 1))[0] for each in shoppers[:3]]
    refused = Stream(app, shoppers[3], {"X-Forwarded-For": "192.0.2.1"})
    assert await shown(refused, "the end") == []
    assert refused.status == 429
    assert b"urn:problem:too-many" in refused.raw
    elsewhere = await opened(app, shoppers[3], 1, "192.0.2.2")
    assert elsewhere[0].status == 200
    await streams[0].close()
    again = await opened(app, shoppers[3], 1)
    assert again[0].status == 200
    await close(*streams[1:], refused, *elsewhere, *again)
    assert gateway.feeds.streams == 0


@ONLY_SQLITE
@pytest.mark.parametrize(
    "settings", [Settings(**{**QUIET, "gateway_streams": 4, "trusted_proxies": ["127.0.0.1"]})]
)
async def test_where_no_stream_has_a_place_left_the_address_with_the_most_gives_its_oldest(
    app: FastAPI, client: httpx.AsyncClient, gateway: Gateway
) -> None:
    shoppers = [await new_shopper(client) for _ in range(7)]
    greedy = [(await opened(app, each, 1))[0] for each in shoppers[:4]]
    others = []
    for number, each in enumerate(shoppers[4:6]):
        others += await opened(app, each, 1, f"198.51.{number}.1")
        assert await shown(greedy[number], "the end") == ["replaced"]
    refused = Stream(app, shoppers[6], {"X-Forwarded-For": "192.0.2.1"})
    await shown(refused, "the end")
    assert refused.status == 429
    assert gateway.feeds.streams == 4
    await close(*greedy, *others, refused)
    assert gateway.feeds.streams == 0


@ONLY_SQLITE
@pytest.mark.parametrize("settings", [Settings(**{**QUIET, "conversation_streams": 1})])
async def test_a_replaced_stream_whose_client_reads_nothing_is_cut(
    app: FastAPI, shopper: Shopper, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "LAST_SECONDS", 0.1)
    deaf = Stream(app, shopper)
    await shown(deaf, "typing")
    waiting = asyncio.Event()
    monkeypatch.setattr(deaf, "_stuck", waiting)
    (second,) = await opened(app, shopper, 1)
    await asyncio.sleep(0.3)
    assert gateway.feeds.streams == 1
    await close(deaf, second)


@ONLY_SQLITE
@pytest.mark.parametrize("settings", [Settings(**QUIET)])
async def test_a_client_that_is_gone_before_the_stream_begins_leaves_no_trace(
    app: FastAPI, shopper: Shopper, gateway: Gateway
) -> None:
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/api/v1/conversations/{shopper.id}/events",
        "query_string": b"",
        "headers": [(b"authorization", f"Bearer {shopper.token}".encode())],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        raise RuntimeError("gone")

    with pytest.raises(RuntimeError, match="gone"):
        async with asyncio.timeout(3):
            await app(scope, receive, send)  # type: ignore[arg-type]
    assert gateway.feeds.streams == 0
    await asyncio.sleep(0.05)
    assert not [each for each in asyncio.all_tasks() if "Feeds._watch" in repr(each)]


@ONLY_SQLITE
@pytest.mark.parametrize("settings", [Settings(**QUIET)])
async def test_a_fault_of_our_own_ends_the_streams_and_whoever_comes_back_is_told_all(
    app: FastAPI, shopper: Shopper, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stream,) = await opened(app, shopper, 1)

    async def broken(*_: object) -> None:
        raise ValueError("a fault of our own")

    with monkeypatch.context() as patch:
        patch.setattr(Feed, "_read", broken)
        gateway.hub.wake(shopper.id)
        assert await shown(stream, "the end") == []
    await shopper.say("hi")
    again = Stream(app, shopper, {"Last-Event-ID": "1"})
    assert [text for _, text in await again.messages(2)] == ["hi", "Yes?"]
    await close(stream, again)
    assert gateway.feeds.streams == 0


@ONLY_SQLITE
@pytest.mark.parametrize("settings", [Settings(**QUIET)])
async def test_streams_of_a_conversation_that_is_erased_end(
    app: FastAPI, shopper: Shopper, gateway: Gateway
) -> None:
    (stream,) = await opened(app, shopper, 1)
    await erase_conversations(gateway, [shopper.id], "test")
    gateway.hub.wake(shopper.id)
    assert await shown(stream, "the end") == []
    await close(stream)


@ONLY_SQLITE
@pytest.mark.parametrize("settings", [Settings(**FAST)])
async def test_streams_outlive_a_database_that_is_away(
    app: FastAPI, shopper: Shopper, gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stream,) = await opened(app, shopper, 1)

    def away(*_: object) -> None:
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr(gateway.feeds._database, "session", away)
        gateway.hub.wake(shopper.id)
        await asyncio.sleep(0.2)
    await shopper.say("hi")
    assert len(await stream.messages(2)) == 2
    await close(stream)
