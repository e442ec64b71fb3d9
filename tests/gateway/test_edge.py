"""Limits, headers, CORS: who gets in, how often, and with what around it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI

from gateway.settings import Settings
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE, Shopper, new_shopper


def made(**values: Any) -> Settings:
    """Fast settings with these values."""
    return Settings(**{**FAST, **values})


@pytest.mark.parametrize("settings", [made(limits={"conversation_messages": "3/minute"})])
async def test_a_conversation_that_says_too_much_is_429(shopper: Shopper, client: httpx.AsyncClient) -> None:
    answers = [await shopper.post({"id": f"{number}", "text": "hi"}) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert answers[-1].headers["content-type"] == "application/problem+json"
    other = await new_shopper(client)
    assert (await other.post({"id": "a", "text": "hi"})).status_code == 200


@pytest.mark.parametrize("settings", [made(limits={"conversations": "2/minute"})])
async def test_an_address_that_opens_too_many_conversations_is_429(client: httpx.AsyncClient) -> None:
    url = f"/api/v1/stores/{STORE}/conversations"
    headers = {"X-Forwarded-For": "203.0.113.9"}
    answers = [(await client.post(url, json={}, headers=headers)).status_code for _ in range(3)]
    assert answers == [201, 201, 429]
    assert (await client.post(url, json={})).status_code == 429


async def test_answers_carry_security_headers(client: httpx.AsyncClient) -> None:
    page, api = await client.get("/"), await client.get("/api/v1/health/live")
    for response in (page, api, await client.get("/nothing")):
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "script-src" not in api.headers["content-security-policy"]
    assert api.headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in api.headers


@pytest.mark.parametrize(
    "settings", [made(cors_origins={STORE: ["https://shop.example"], "b": ["https://b.example"]})]
)
async def test_a_store_is_open_to_its_own_websites_only(client: httpx.AsyncClient, shopper: Shopper) -> None:
    preflight = {"Access-Control-Request-Method": "POST"}
    paths = [f"/api/v1/stores/{STORE}/conversations", f"/api/v1/conversations/{shopper.id}/messages"]
    for path in paths:
        good = await client.options(path, headers={**preflight, "Origin": "https://shop.example"})
        assert (good.status_code, good.headers["access-control-allow-origin"]) == (
            204,
            "https://shop.example",
        )
        for origin in ("https://b.example", "https://evil.example", "null"):
            bad = await client.options(path, headers={**preflight, "Origin": origin})
            assert bad.status_code == 403
            assert "access-control-allow-origin" not in bad.headers


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_the_limit_is_413(shopper: Shopper, chunked: bool) -> None:
    body = b'{"id": "a", "text": "' + b"x" * 70_000 + b'"}'

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 8192):
            yield body[start : start + 8192]

    response = await shopper.client.post(
        f"/api/v1/conversations/{shopper.id}/messages",
        content=pieces() if chunked else body,
        headers={**shopper.headers, "Content-Type": "application/json"},
    )
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == 413


@pytest.mark.parametrize("settings", [made(body_seconds=0.2)])
async def test_a_body_that_dribbles_is_cut_off(app: FastAPI, shopper: Shopper) -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b" ", "more_body": True}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/api/v1/conversations/{shopper.id}/messages",
        "query_string": b"",
        "headers": [
            (b"authorization", f"Bearer {shopper.token}".encode()),
            (b"content-type", b"application/json"),
        ],
    }
    async with asyncio.timeout(3):
        await app(scope, receive, send)  # type: ignore[arg-type]
    assert sent[0]["status"] == 408


def half(shopper: Shopper, size: int, address: str = "192.0.2.1") -> tuple[asyncio.Event, Any, Any]:
    """A message of so many bytes that goes on once the event is set; the scope and how it is received."""
    goes_on, parts = asyncio.Event(), [b" " * size, b'{"id": "a", "text": "hi"}']

    async def receive() -> dict[str, Any]:
        if len(parts) == 1:
            await goes_on.wait()
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/api/v1/conversations/{shopper.id}/messages",
        "query_string": b"",
        "client": ("127.0.0.1", 1),
        "headers": [
            (b"authorization", f"Bearer {shopper.token}".encode()),
            (b"content-type", b"application/json"),
            (b"x-forwarded-for", address.encode()),
        ],
    }
    return goes_on, scope, receive


@pytest.mark.parametrize(
    "settings",
    [made(bodies_bytes=5000, address_bodies_bytes=3000, trusted_proxies=["127.0.0.1"])],
)
async def test_bodies_that_are_held_are_bounded_by_address_and_together_and_their_room_comes_back(
    app: FastAPI, shopper: Shopper
) -> None:
    async def post(size: int, address: str) -> tuple[asyncio.Event, asyncio.Task[int]]:
        goes_on, scope, receive = half(shopper, size, address)
        told: list[int] = []

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                told.append(message["status"])

        async def serve() -> int:
            await app(scope, receive, send)
            return told[0]

        task = asyncio.create_task(serve())
        await asyncio.sleep(0.05)
        return goes_on, task

    held = [await post(2000, "192.0.2.1"), await post(2000, "192.0.2.2")]
    assert await (await post(2000, "192.0.2.1"))[1] == 429
    assert await (await post(2000, "192.0.2.3"))[1] == 503
    for goes_on, task in held:
        goes_on.set()
        assert await task == 202
    goes_on, task = await post(2900, "192.0.2.3")
    goes_on.set()
    assert await task == 202


@pytest.mark.parametrize(
    "settings", [made(limits={"network_conversations": "3/minute"}, trusted_proxies=["127.0.0.1"])]
)
async def test_a_network_of_many_addresses_opens_no_more_conversations_than_it_may(
    client: httpx.AsyncClient,
) -> None:
    url = f"/api/v1/stores/{STORE}/conversations"

    async def opened(address: str) -> int:
        return (await client.post(url, json={}, headers={"X-Forwarded-For": address})).status_code

    assert [await opened(f"2001:db8:0:{number}::1") for number in range(4)] == [201, 201, 201, 429]
    assert await opened("2001:db8:1::1") == 201


async def test_what_stands_in_a_path_fills_no_log(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as logged:
        await client.get(
            f"/api/v1/conversations/{'x' * 5000}/messages", headers={"Authorization": "Bearer x"}
        )
    assert [len(each["conversation"]) for each in logged if each["event"] == "request"] == [64]


async def test_metrics_count_turns_and_the_queue(shopper: Shopper, rasa: FakeRasa) -> None:
    decision = {"outcome": "ineligible", "reason_code": "over_window"}
    rasa.script = [[{"text": "No."}, {"custom": {"data": {"type": "decision", "decision": decision}}}]]
    for rasa.intent in ("cancel_order", "out_of_scope", "ann@example.com"):
        await shopper.say("hi")
    page = (await shopper.client.get("/metrics")).text
    assert 'gateway_turns_total{outcome="answered"} 4.0' in page
    for intent in ("cancel_order", "out_of_scope", "other"):
        assert f'gateway_intents_total{{intent="{intent}"}} 1.0' in page
    assert "gateway_fallbacks_total 1.0" in page
    assert 'gateway_decisions_total{outcome="ineligible",reason="over_window"} 1.0' in page
    assert 'gateway_queue_waiting{queue="inbox"} 0.0' in page
    assert shopper.id not in page


@pytest.mark.parametrize("settings", [made(metrics_token="m")])
async def test_metrics_may_need_a_token(client: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/metrics")).status_code == 401
    assert (await client.get("/metrics", headers={"Authorization": "Bearer m"})).status_code == 200
