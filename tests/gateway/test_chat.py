"""Conversations and messages over the web API."""

import asyncio
import hashlib
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from gateway.settings import Settings
from gateway.wiring import Gateway
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE, Shopper, new_shopper


async def test_opening_a_conversation_greets_the_shopper(shopper: Shopper, rasa: FakeRasa) -> None:
    assert [message["text"] for message in shopper.greeting] == ["Hello!"]
    assert shopper.greeting[0]["from"] == "bot"
    assert rasa.turns[0]["message"] == "/internal_open"
    assert rasa.turns[0]["metadata"]["store"] == STORE
    assert rasa.turns[0]["metadata"]["identity"] is None


async def test_a_message_is_answered_when_waited_for(shopper: Shopper, rasa: FakeRasa) -> None:
    body = await shopper.say("Where is my order?")
    assert [message["text"] for message in body["messages"]] == ["Yes?"]
    assert body["state"] == "bot"
    assert rasa.texts() == ["Where is my order?"]


async def test_without_waiting_a_message_is_accepted_and_answered_later(shopper: Shopper) -> None:
    response = await shopper.post({"id": "a", "text": "hi"}, wait=False)
    assert (response.status_code, response.json()) == (202, {"accepted": True})
    for _ in range(100):
        history = await shopper.history()
        if len(history) == 3:
            break
        await asyncio.sleep(0.02)
    assert [(message["from"], message["text"]) for message in history] == [
        ("bot", "Hello!"),
        ("shopper", "hi"),
        ("bot", "Yes?"),
    ]
    assert [message["seq"] for message in history] == [1, 2, 3]
    assert [message["seq"] for message in await shopper.history(after=2)] == [3]


async def test_the_same_client_id_twice_is_one_message(shopper: Shopper, rasa: FakeRasa) -> None:
    first = await shopper.post({"id": "same", "text": "hi"})
    second = await shopper.post({"id": "same", "text": "hi"})
    assert first.json() == second.json()
    assert rasa.texts() == ["hi"]


async def test_the_same_client_id_sent_at_once_many_times_is_one_message(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    answers = await asyncio.gather(*(shopper.post({"id": "same", "text": "hi"}) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert rasa.texts() == ["hi"]


async def test_messages_sent_at_once_are_answered_in_the_order_of_the_history(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    await asyncio.gather(*(shopper.post({"id": f"m{number}", "text": f"{number}"}) for number in range(10)))
    said = [message["text"] for message in await shopper.history() if message["from"] == "shopper"]
    assert rasa.texts() == said
    assert sorted(said, key=int) == [str(number) for number in range(10)]


async def test_buttons_and_cards_belong_to_one_message(shopper: Shopper, rasa: FakeRasa) -> None:
    rasa.script = [
        [
            {"text": "Which one?", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            {"custom": {"data": {"type": "question", "asks": "confirm"}}},
            {"text": "And?"},
        ]
    ]
    body = await shopper.say("hi")
    first, second = body["messages"]
    assert first["buttons"] == [{"title": "Yes", "payload": "/affirm"}]
    assert first["data"] == {"type": "question", "asks": "confirm"}
    assert (second["text"], second["data"]) == ("And?", None)


async def test_a_button_is_sent_as_its_payload_and_shown_by_its_title(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.script = [[{"text": "Sure?", "buttons": [{"title": "Yes, please", "payload": "/affirm"}]}]]
    await shopper.say("hi")
    await shopper.post({"id": "b", "payload": "/affirm"})
    assert rasa.texts()[-1] == "/affirm"
    assert (await shopper.history())[-2]["text"] == "Yes, please"


@pytest.mark.parametrize(
    ("payload", "sent"),
    [
        ('/inform{"order_number": "KM-1001"}', '/inform{"order_number": "KM-1001"}'),
        ("/faq/return_window", "/faq/return_window"),
        ("/faq/refund_time", "/faq/refund_time"),
        ("/internal_open", "internal_open"),
        ("/restart", "restart"),
        ("/nlu_fallback", "nlu_fallback"),
        ("/unheard_of", "unheard_of"),
        ('/inform{"slot": "x"}', 'inform{"slot": "x"}'),
        ("/inform{broken", "inform{broken"),
        ("/affirm@1.0", "affirm@1.0"),
        ("EXTERNAL: x", "EXTERNAL: x"),
    ],
)
async def test_only_payloads_of_the_models_own_words_are_commands(
    shopper: Shopper, rasa: FakeRasa, payload: str, sent: str
) -> None:
    await shopper.post({"id": "b", "payload": payload})
    assert rasa.texts() == [sent]


@pytest.mark.parametrize(
    "text", ["/restart", " /restart", "//restart", "/ /restart", "\n/restart", "\u200b/restart"]
)
async def test_typed_text_is_never_a_command(shopper: Shopper, rasa: FakeRasa, text: str) -> None:
    await shopper.say(text)
    assert rasa.texts() == ["restart"]


async def test_a_typed_slash_alone_reaches_rasa_as_something_else(shopper: Shopper, rasa: FakeRasa) -> None:
    await shopper.say("/")
    assert not rasa.texts()[0].startswith("/")
    assert (await shopper.history())[-2]["text"] == "/"


@pytest.mark.parametrize("header", [None, "Bearer wrong", "Basic x", "Bearer"])
async def test_a_wrong_or_missing_token_is_401(shopper: Shopper, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    response = await shopper.client.get(f"/api/v1/conversations/{shopper.id}/messages", headers=headers)
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"


async def test_another_conversation_is_404(client: httpx.AsyncClient, shopper: Shopper) -> None:
    other = await new_shopper(client)
    response = await client.get(f"/api/v1/conversations/{other.id}/messages", headers=shopper.headers)
    assert response.status_code == 404
    assert response.json()["status"] == 404


async def test_an_unknown_store_is_404(client: httpx.AsyncClient) -> None:
    response = await client.post("/api/v1/stores/nowhere/conversations", json={})
    assert response.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"id": "a"},
        {"id": "a", "text": "   "},
        {"id": "", "text": "hi"},
        {"id": "a\u0000", "text": "hi"},
        {"id": "a", "text": "x" * 4001},
        {"id": "a", "attachments": ["../x"]},
        {"id": "a", "attachments": "x"},
        {"id": 1, "text": "x"},
        [],
        "text",
    ],
)
async def test_a_body_that_breaks_the_api_is_422(shopper: Shopper, body: Any) -> None:
    response = await shopper.post(body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("escaped", "status", "sent"), [(b"a\\u0000\\u0007b", 200, ["ab"]), (b"a\\ud800b", 422, [])]
)
async def test_characters_that_no_database_can_hold_do_no_harm(
    shopper: Shopper, rasa: FakeRasa, escaped: bytes, status: int, sent: list[str]
) -> None:
    url = f"/api/v1/conversations/{shopper.id}/messages?wait=true"
    headers = {**shopper.headers, "Content-Type": "application/json"}
    body = b'{"id": "s", "text": "' + escaped + b'"}'
    response = await shopper.client.post(url, content=body, headers=headers)
    assert response.status_code == status
    assert rasa.texts() == sent


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/api/v1/nothing", 404), ("PUT", "/api/v1/health/live", 405)]
)
async def test_every_error_is_a_problem(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status


async def test_the_openapi_document_names_every_call(client: httpx.AsyncClient) -> None:
    paths = (await client.get("/api/openapi.json")).json()["paths"]
    assert {
        "/api/v1/stores/{store}/conversations",
        "/api/v1/conversations/{conversation_id}/messages",
        "/api/v1/conversations/{conversation_id}/uploads",
        "/api/v1/conversations/{conversation_id}/events",
        "/api/v1/health/live",
        "/api/v1/health/ready",
    } <= set(paths)


async def test_health_tells_what_is_missing(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    assert (await client.get("/api/v1/health/ready")).status_code == 200
    rasa.down = True
    await asyncio.sleep(0.15)  # what was just heard is told for a moment
    response = await client.get("/api/v1/health/ready")
    assert response.status_code == 503
    assert response.json()["parts"] == {"database": True, "rasa": False, "redis": True}
    assert (await client.get("/health/live")).status_code == 200


@pytest.mark.parametrize(("revision", "ready"), [("0003", False), (None, False), ("9999", True)])
async def test_a_database_that_lacks_a_migration_is_not_ready(
    client: httpx.AsyncClient, gateway: Gateway, revision: str | None, ready: bool
) -> None:
    """A newer one is: releases migrate first, then restart one gateway after another."""
    async with gateway.database.transaction() as session:
        known = await session.scalar(text("SELECT version_num FROM alembic_version"))
        await session.execute(text("DELETE FROM alembic_version"))
        if revision is not None:
            version = text("INSERT INTO alembic_version VALUES (:revision)")
            await session.execute(version, {"revision": revision})
    response = await client.get("/api/v1/health/ready")
    assert response.json()["parts"]["database"] is ready
    async with gateway.database.transaction() as session:  # a server's is not made anew for the next test
        await session.execute(text("DELETE FROM alembic_version"))
        await session.execute(text("INSERT INTO alembic_version VALUES (:known)"), {"known": known})


async def test_the_demo_page_lists_the_stores(client: httpx.AsyncClient, gateway: Gateway) -> None:
    page = await client.get("/")
    assert page.status_code == 200
    for asset in ("/demo/demo.js", "/demo/demo.css"):
        assert asset in page.text
        assert (await client.get(asset)).status_code == 200
    assert (await client.get("/demo/stores.json")).json() == [STORE]
    assert (await client.get("/demo/other.js")).status_code == 404


@pytest.mark.parametrize(
    "settings",
    [
        Settings(
            **FAST,  # type: ignore[arg-type]
            environment="production",
            customer_token_keys={},
            rasa_token=hashlib.sha256(b"rasa").hexdigest(),  # type: ignore[arg-type]
            gateway_secret=hashlib.sha256(b"gateway").hexdigest(),  # type: ignore[arg-type]
            metrics_token=hashlib.sha256(b"metrics").hexdigest(),  # type: ignore[arg-type]
        )
    ],
    ids=["production"],
)
async def test_production_has_no_demo_page_and_tells_nobody_its_stores(client: httpx.AsyncClient) -> None:
    for path in ("/", "/demo/stores.json", "/demo/demo.js", "/demo/demo.css"):
        assert (await client.get(path)).status_code == 404
    assert (await client.get("/health/live")).status_code == 200


async def test_a_message_counts_as_sent_when_it_says_only_where_that_is_let_in(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway
) -> None:
    message = {"id": "t1", "text": "hi", "as_of": "2026-03-10T12:00:00+03:00"}
    refused = await shopper.post(message)
    assert refused.status_code == 422
    assert "as_of" in refused.json()["detail"]
    gateway.settings.replay_times = True
    assert (await shopper.post(message)).status_code == 200
    assert datetime.fromisoformat(rasa.turns[-1]["metadata"]["at"]) == datetime(2026, 3, 10, 9, tzinfo=UTC)
