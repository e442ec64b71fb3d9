"""An agent sees and touches the conversations of their own stores, whatever route they take."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from gateway.settings import Settings
from gateway.tokens import hashed
from gateway.wiring import Gateway
from shop.models import Store
from tests.gateway.fakes import FakeRasa
from tests.gateway.media import picture
from tests.gateway.shoppers import FAST, STORE, Shopper, new_shopper

DESK = "/api/v1/desk"
OTHER = "bookshop"
STORES = {"ann": [STORE], "bob": [OTHER], "eve": ["*"]}
HANDOFF: list[Any] = [{"text": "One moment."}, {"custom": {"handoff": {"reason": "asked"}}}]
REPLY = {"id": "r1", "text": "Hi"}


def of(agent: str) -> dict[str, str]:
    """An agent's authorisation."""
    return {"Authorization": f"Bearer {agent}-token"}


@pytest.fixture
def settings() -> Settings:
    """One agent for each store, and one for all."""
    tokens = {name: {"token": hashed(f"{name}-token"), "stores": stores} for name, stores in STORES.items()}
    return Settings(**FAST, agent_tokens=tokens)  # type: ignore[arg-type]


@pytest.fixture
async def waiting(shopper: Shopper, rasa: FakeRasa, gateway: Gateway) -> Shopper:
    """A shopper of the first store who has sent a picture and waits for a person."""
    async with gateway.database.transaction() as session:
        session.add(Store(slug=OTHER))
    files = {"file": ("a.jpg", picture(), "image/jpeg")}
    url = f"/api/v1/conversations/{shopper.id}/uploads"
    upload = (await shopper.client.post(url, files=files, headers=shopper.headers)).json()
    rasa.script = [HANDOFF]
    await shopper.post({"id": "m1", "text": "a person please", "attachments": [upload["id"]]})
    return shopper


async def call(shopper: Shopper, route: tuple[str, str], agent: str) -> httpx.Response:
    """An agent's call of a route of the desk, on the shopper's conversation."""
    method, path = route
    return await shopper.client.request(
        method,
        path.replace("{conversation_id}", shopper.id),
        headers=of(agent),
        json=REPLY if path.endswith("/messages") else None,
    )


def routes(app: FastAPI) -> set[tuple[str, str]]:
    """All routes of the desk, by method and path."""
    found = {(method, path) for path, each in app.openapi()["paths"].items() for method in each}
    return {(method.upper(), path) for method, path in found if path.startswith(DESK)}


LISTS = {("GET", f"{DESK}/conversations"), ("GET", f"{DESK}/dead-letters")}


async def test_every_route_on_a_conversation_is_404_for_another_stores_agent(
    app: FastAPI, waiting: Shopper
) -> None:
    on_one = sorted(routes(app) - LISTS)
    assert len(on_one) >= 5
    assert all("{conversation_id}" in path for _, path in on_one)  # a new list must be added above, and below
    for claimed in (False, True):
        if claimed:
            assert (
                await call(waiting, ("POST", f"{DESK}/conversations/{{conversation_id}}/claim"), "ann")
            ).is_success
        told = {(route, (await call(waiting, route, "bob")).status_code) for route in on_one}
        assert told == {(route, 404) for route in on_one}
    assert [message["from"] for message in await waiting.history()].count("agent") == 0


async def test_the_stores_own_agents_and_those_of_every_store_get_on(waiting: Shopper) -> None:
    assert (await waiting.client.get(f"{DESK}/conversations/{waiting.id}", headers=of("ann"))).is_success
    for action, body in (
        ("claim", None),
        ("messages", REPLY),
        ("give-back", None),
        ("claim", None),
        ("close", None),
    ):
        url = f"{DESK}/conversations/{waiting.id}/{action}"
        assert (await waiting.client.post(url, headers=of("eve"), json=body)).is_success, action


async def test_lists_hold_the_agents_own_stores_only(
    waiting: Shopper, rasa: FakeRasa, client: httpx.AsyncClient, gateway: Gateway
) -> None:
    gateway.settings.turn_tries = 3
    rasa.reply = lambda _body: 503
    body = await waiting.client.post(f"{DESK}/conversations/{waiting.id}/claim", headers=of("ann"))
    assert body.is_success
    silent = await new_shopper(client)
    state = "bot"
    while state == "bot":
        state = (await silent.post({"id": "m1", "text": "hi"})).json()["state"]
    shown = {
        (agent, path): {
            row.get("conversation") or row.get("id")
            for row in (await client.get(f"{DESK}/{path}", headers=of(agent))).json()
        }
        for agent in STORES
        for path in ("conversations", "dead-letters")
    }
    for agent in ("ann", "eve"):
        assert waiting.id in shown[agent, "conversations"]
        assert silent.id in shown[agent, "dead-letters"]
    assert shown["bob", "conversations"] == shown["bob", "dead-letters"] == set()
    asked = {"store": STORE}
    assert (await client.get(f"{DESK}/conversations", headers=of("bob"), params=asked)).json() == []


async def test_a_link_to_a_file_opens_for_an_agent_of_its_store_only(
    waiting: Shopper, gateway: Gateway, settings: Settings
) -> None:
    packet = (await waiting.client.get(f"{DESK}/conversations/{waiting.id}", headers=of("ann"))).json()
    (file,) = packet["files"]
    assert (await waiting.client.get(file["url"])).status_code == 200
    for agent, status in (("ann", 200), ("eve", 200), ("bob", 404), ("gone", 404)):
        assert (await waiting.client.get(gateway.link_to_file(file["id"], agent))).status_code == status, (
            agent
        )
    settings.agent_tokens.pop("ann")
    assert (await waiting.client.get(file["url"])).status_code == 404


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("9" * 64, "no stores"),
        ({"token": "9" * 64}, "stores"),
        ({"token": "9" * 64, "stores": []}, "at least 1"),
        ({"token": "not-a-hash", "stores": [STORE]}, "SHA-256"),
        ({"token": "9" * 64, "stores": [STORE], "store": STORE}, "Extra inputs"),
    ],
)
def test_an_agent_without_a_hash_or_stores_is_refused(entry: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Settings(agent_tokens={"ann": entry})
