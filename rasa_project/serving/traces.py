"""A turn in Rasa within the gateway's trace: the turn, its understanding, each call of an action are spans.

The trace (W3C trace context) comes with a message as `metadata.traceparent` and goes to the action server as
a header. Spans name what was done, never what was handled; without `OTLP_ENDPOINT` there are none.
Put in place by `serving.patches`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Optional

from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.utils.endpoints import EndpointConfig

from telemetry.tracing import HEADER, Tracing, accepted_parent

tracing = Tracing("rasa", os.environ.get("OTLP_ENDPOINT"))
_parent: ContextVar[Optional[str]] = ContextVar("parent", default=None)


@contextmanager
def _within(name: str) -> Iterator[None]:
    """What is done in here is a span under the one that is under way, and the parent of others."""
    with tracing.span(name, _parent.get()) as inner:
        before = _parent.set(inner)
        try:
            yield
        finally:
            _parent.reset(before)


def handled_in_trace(handle: Any) -> Any:
    """The turn, under the span that the message names."""

    async def handle_message(processor: MessageProcessor, message: UserMessage) -> Any:
        _parent.set(accepted_parent((message.metadata or {}).get(HEADER)))
        with _within("rasa turn"):
            return await handle(processor, message)

    return handle_message


def parsed_in_trace(parse: Any) -> Any:
    """The understanding."""

    async def parse_message(processor: MessageProcessor, *arguments: Any, **keywords: Any) -> Any:
        with _within("rasa parse"):
            return await parse(processor, *arguments, **keywords)

    return parse_message


def run_in_trace(run: Any) -> Any:
    """Each call of an action, by its name."""

    async def run_action(action: RemoteAction, *arguments: Any, **keywords: Any) -> Any:
        with _within(f"rasa {action.name()}"):
            return await run(action, *arguments, **keywords)

    return run_action


def requested_in_trace(request: Any) -> Any:
    """The span that is under way goes along with a request."""

    async def request_within(endpoint: EndpointConfig, *arguments: Any, **keywords: Any) -> Any:
        parent = _parent.get()
        if parent is not None:
            keywords["headers"] = {**keywords.get("headers", {}), HEADER: parent}
        return await request(endpoint, *arguments, **keywords)

    return request_within
