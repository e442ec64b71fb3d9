"""While the database is away: refusals that say so and when to come back, on every route; never a 500."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from gateway.settings import Settings
from gateway.web.app import create_app
from gateway.wiring import build
from shop.outages import is_outage
from shop.settings import ShopSettings
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, Shopper

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:1/nothing"
TOKEN = {"Authorization": "Bearer " + "t" * 40}
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/api/v1/stores/teashop/conversations", {"json": {}}),
    ("POST", "/api/v1/conversations/c/messages", {"json": {"id": "1", "text": "hi"}}),
    ("GET", "/api/v1/conversations/c/messages", {}),
    ("GET", "/api/v1/conversations/c/events", {}),
    ("POST", "/api/v1/conversations/c/uploads", {"files": {"file": ("a.jpg", b"x", "image/jpeg")}}),
]


@pytest.fixture
async def lonely(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a gateway whose PostgreSQL refuses connections."""
    shop = ShopSettings(database_url=NOWHERE, evidence_url=str(tmp_path))
    http = httpx.AsyncClient(transport=FakeRasa().transport(), base_url="http://rasa")
    gateway = build(Settings(**FAST), shop, http=http)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(create_app(gateway))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway", headers=TOKEN) as client:
        yield client
    await gateway.close()


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_every_call_is_refused_as_unavailable(
    lonely: httpx.AsyncClient, method: str, path: str, body: dict[str, Any]
) -> None:
    origin = {"Origin": "https://shop.example"}
    response = await lonely.request(method, path, headers=origin, **body)
    assert response.status_code == 503
    assert response.headers["content-type"] == "application/problem+json"
    assert int(response.headers["retry-after"]) > 0
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "127.0.0.1" not in response.text


async def test_health_tells_life_from_readiness(lonely: httpx.AsyncClient) -> None:
    assert (await lonely.get("/api/v1/health/live")).status_code == 200
    ready = await lonely.get("/api/v1/health/ready")
    assert (ready.status_code, ready.json()["parts"]["database"]) == (503, False)
    assert (await lonely.get("/metrics")).status_code == 200


async def test_a_fault_of_our_own_is_a_500_that_says_nothing(
    shopper: Shopper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("gateway.web.chat.conversations.state_on_web", fail)
    path = f"/api/v1/conversations/{shopper.id}/messages"
    response = await shopper.client.get(path, headers=shopper.headers)
    assert (response.status_code, response.json()["title"]) == (500, "Internal error")
    assert "secret" not in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (ConnectionRefusedError(), True),
        (TimeoutError(), True),
        (asyncpg.exceptions.CannotConnectNowError(), True),
        (OperationalError("", None, Exception("database is locked")), True),
        (IntegrityError("", None, Exception("unique")), False),
        (RuntimeError(), False),
    ],
)
def test_an_outage_is_told_from_a_mistake(error: Exception, outage: bool) -> None:
    assert is_outage(error) is outage
