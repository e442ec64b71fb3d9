"""Rasa's REST channel, but a turn that could not happen is an error, not an empty answer.

Rasa answers 200 with whatever was said until then, and logs what the shopper wrote.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Optional

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from serving.intent_header import INTENT, understood
from serving.outages import is_outage
from serving.reading import NotRead, readers_of
from serving.whole_turns import TurnNotKept

NOT_NOW, NEVER = 503, 422
logger = logging.getLogger(__name__)


class StrictRest(RestInput):
    """Messages, the intent in a header; 503 if a part is away; 422 with a `reason` if it would fail again."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The same routes as Rasa's own."""
        routes = Blueprint("strict_rest", "strict_rest")

        @routes.listener("after_server_start")
        async def fork_readers(app: Sanic, _loop: object) -> None:
            if app.ctx.agent and app.ctx.agent.processor:
                readers_of(app.ctx.agent.processor)

        @routes.route("/", methods=["GET"])
        async def health(_request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            collector = CollectingOutputChannel()
            message = UserMessage(
                self._extract_message(request),
                collector,
                await self._extract_sender(request),
                input_channel=self._extract_input_channel(request),
                metadata=self.get_metadata(request),
            )
            understood.set(None)
            try:
                await on_new_message(message)
            except Exception as error:
                reason = reason_never(error)
                logger.warning("a turn did not happen: %s (%s)", type(error).__name__, reason or "not now")
                if reason is None:
                    return response.json({"error": "not now"}, NOT_NOW)
                return response.json({"reason": reason}, NEVER)
            intent = understood.get()
            return response.json(collector.messages, headers={INTENT: intent} if intent else None)

        return routes


def reason_never(error: Exception) -> Optional[str]:
    """A code for why the same message would fail again; None if it may succeed later."""
    if isinstance(error, NotRead):
        return error.reason
    if isinstance(error, TurnNotKept):
        return "action_failed" if error.for_good else None
    return None if is_outage(error) else "turn_failed"
