"""Checks that no turn is answered in part; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

import asyncio
from types import SimpleNamespace
from typing import Any

from aiohttp import web
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic
from serving import heard, strict_rest, whole_turns
from serving.whole_turns import TurnNotKept

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


async def failed_with(status: int) -> bool:
    """Whether an action whose server answers so has failed by itself."""

    async def refuse(_request: web.Request) -> web.Response:
        return web.Response(status=status, text="{}")

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
    except RasaException:
        failure = whole_turns._failed.get()
        assert failure is not None
        return failure.by_action
    finally:
        await runner.cleanup()
    raise AssertionError("it did not fail")


def check_actions() -> None:
    """An action that answers with an error is told from one that isn't there."""
    assert asyncio.run(failed_with(500))
    assert not asyncio.run(failed_with(502))
    print("an action that fails is told from one that is away")


def check_channel() -> None:
    """Nothing is answered in part."""
    assert asyncio.run(answer(None))[0] == 200
    assert b"half" in asyncio.run(answer(None))[1]
    assert asyncio.run(answer(TurnNotKept("a", by_action=True))) == (200, b"[]")
    assert asyncio.run(answer(TurnNotKept("a", by_action=False)))[0] == 503
    assert asyncio.run(answer(ValueError(SECRET)))[0] == 503
    print("a turn that could not happen is not answered in part")


if __name__ == "__main__":
    Sanic.test_mode = True
    check_actions()
    heard._parse = parsed
    check_channel()
