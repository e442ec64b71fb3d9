"""An action that fails for good is told from one whose store is away; nothing of a shopper's is answered."""

import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import rasa_sdk
from rasa_sdk import Action
from sanic import Sanic
from sqlalchemy.exc import DataError, OperationalError

from actions.server import serve
from actions.traces import TracedExecutor
from telemetry.tracing import Tracing
from tests.servers import free_port

SECRET = "my mail is ann@example.com"
CALL = {
    "next_action": "action_any",
    "domain": {"intents": ["inform"]},
    "version": rasa_sdk.__version__,
    "tracker": {
        "sender_id": "one", "slots": {}, "latest_message": {"text": SECRET}, "events": [], "paused": False,
    },
}  # fmt: skip


class ActionAny(Action):
    """Fails as it is told to."""

    error: Exception

    def name(self) -> str:
        """The name Rasa calls it by."""
        return "action_any"

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        """Fail."""
        raise self.error


@pytest.fixture
async def failing(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[httpx.AsyncClient, ActionAny]]:
    """A client of an action server with that action."""
    monkeypatch.setattr(Sanic, "test_mode", True)
    executor, action = TracedExecutor(Tracing("actions", None)), ActionAny()
    executor.register_action(action)
    app = serve(executor)
    port = free_port()
    server = await app.create_server("127.0.0.1", port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.start_serving()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield client, action
    await server.close()
    Sanic.unregister_app(app)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (TypeError(SECRET), 500),
        (KeyError(SECRET), 500),
        (DataError(SECRET, {}, Exception()), 500),
        (OperationalError(SECRET, {}, Exception("database is locked")), 503),
        (ConnectionRefusedError(SECRET), 503),
        (TimeoutError(SECRET), 503),
    ],
)
async def test_the_status_says_whether_to_try_again_and_nothing_is_quoted(
    failing: tuple[httpx.AsyncClient, ActionAny],
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    status: int,
) -> None:
    client, action = failing
    action.error = error
    with caplog.at_level(logging.ERROR):
        answer = await client.post("/webhook", json=CALL)
    assert (answer.status_code, answer.json()) == (status, {"error": type(error).__name__})
    assert [record.getMessage() for record in caplog.records if record.name == "actions.failures"] == [
        "an action could not run now" if status == 503 else "an action failed"
    ]


async def test_what_is_no_action_is_not_found(failing: tuple[httpx.AsyncClient, ActionAny]) -> None:
    client, _ = failing
    assert (await client.post("/webhook", json={**CALL, "next_action": "action_other"})).status_code == 404
    assert (await client.get("/nothing")).status_code == 404
    assert (await client.post("/webhook", content=b"{")).status_code == 400
    assert SECRET not in json.dumps((await client.get("/nothing")).json())
