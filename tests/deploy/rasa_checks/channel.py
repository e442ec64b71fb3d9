"""Checks that no turn is answered in part; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

import asyncio
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.lock_store import LockError
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from redis.exceptions import RedisError
from sanic import Sanic
from serving import strict_rest, whole_turns
from serving.intent_header import noting_the_intent
from serving.whole_turns import TurnNotKept
from sqlalchemy.exc import OperationalError

SECRET = "my mail is ann@example.com"


async def parsed(*_: Any) -> dict[str, Any]:
    """What Rasa would have understood."""
    return {"intent": {"name": "greet"}}


async def answer(error: "Exception | None") -> tuple[int, Any]:
    """What the channel answers when a turn says one thing and then ends so."""

    async def on_new_message(message: Any) -> None:
        await MessageProcessor.parse_message(None, message)
        await message.output_channel.send_text_message("one", "half")
        if error is not None:
            raise error

    routes = strict_rest.StrictRest().blueprint(on_new_message)
    handler = next(route.handler for route in routes._future_routes if route.uri == "/webhook")
    request = SimpleNamespace(json={"sender": "one", "message": SECRET, "metadata": {}})
    answered = await handler(request)
    assert answered.status != 200 or answered.body == b"[]" or answered.headers["X-Intent"] == "greet"
    return answered.status, answered.body


async def failed_for_good(status: int, text: str = "{}") -> bool:
    """Whether an action whose server answers so would fail again."""

    async def refuse(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, content_type="application/json")

    served = web.Application()
    served.router.add_post("/webhook", refuse)
    runner = web.AppRunner(served)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    action = RemoteAction("action_any", EndpointConfig(f"http://127.0.0.1:{port}/webhook"))
    tracker = DialogueStateTracker.from_events("one", [])
    try:
        await action.run(CollectingOutputChannel(), None, tracker, Domain.empty())
    except (RasaException, ValidationError):
        failure = whole_turns._failed.get()
        assert failure is not None
        return failure.for_good
    finally:
        await runner.cleanup()
    raise AssertionError("it did not fail")


def check_actions() -> None:
    """An action that would fail again is told from one that can't run now."""
    assert asyncio.run(failed_for_good(500))
    assert asyncio.run(failed_for_good(200, '{"events": 5}'))
    for status in (404, 502, 503, 504):
        assert not asyncio.run(failed_for_good(status)), status
    print("an action that would fail again is told from one that is away")


def check_channel() -> None:
    """Nothing is answered in part."""
    assert asyncio.run(answer(None))[0] == 200
    assert b"half" in asyncio.run(answer(None))[1]
    print("a turn that happened is answered")
    for error in (TurnNotKept("a", for_good=False), LockError(SECRET), OSError(SECRET), RedisError(SECRET)):
        assert asyncio.run(answer(error)) == (503, b'{"error":"not now"}')
    assert asyncio.run(answer(OperationalError(SECRET, {}, None)))[0] == 503
    print("one that may happen later is told so, and not answered in part")
    assert asyncio.run(answer(TurnNotKept("a", for_good=True))) == (422, b'{"reason":"action_failed"}')
    assert asyncio.run(answer(ValueError(SECRET))) == (422, b'{"reason":"turn_failed"}')
    print("one that would fail again is told so")


if __name__ == "__main__":
    Sanic.test_mode = True
    check_actions()
    MessageProcessor.parse_message = noting_the_intent(parsed)
    check_channel()
