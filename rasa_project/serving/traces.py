"""A turn in Rasa within the gateway's trace: the turn, its understanding, each call of an action are spans.

The trace (W3C trace context) comes with a message as `metadata.traceparent` and goes to the action server as
a header. Spans name what was done, never what was handled; without `OTLP_ENDPOINT` there are none.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Optional

import rasa
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.utils.endpoints import EndpointConfig

from serving import heard, whole_turns  # noqa: F401 (these first: spans go around what they change)
from serving.quicker import KNOWN_VERSION
from telemetry.tracing import HEADER, Tracing, accepted_parent

tracing = Tracing("rasa", os.environ.get("OTLP_ENDPOINT"))
_parent: ContextVar[Optional[str]] = ContextVar("parent", default=None)
_handle: Any = MessageProcessor.handle_message
_parse: Any = MessageProcessor.parse_message
_run: Any = RemoteAction.run
_request: Any = EndpointConfig.request


@contextmanager
def _within(name: str) -> Iterator[None]:
    """What is done in here is a span under the one that is under way, and the parent of others."""
    with tracing.span(name, _parent.get()) as inner:
        before = _parent.set(inner)
        try:
            yield
        finally:
            _parent.reset(before)


async def _handle_in_trace(processor: MessageProcessor, message: UserMessage) -> Any:
    _parent.set(accepted_parent((message.metadata or {}).get(HEADER)))
    with _within("rasa turn"):
        return await _handle(processor, message)


async def _parse_in_trace(processor: MessageProcessor, *arguments: Any, **keywords: Any) -> Any:
    with _within("rasa parse"):
        return await _parse(processor, *arguments, **keywords)


async def _run_in_trace(action: RemoteAction, *arguments: Any, **keywords: Any) -> Any:
    with _within(f"rasa {action.name()}"):
        return await _run(action, *arguments, **keywords)


async def _request_in_trace(endpoint: EndpointConfig, *arguments: Any, **keywords: Any) -> Any:
    parent = _parent.get()
    if parent is not None:
        keywords["headers"] = {**keywords.get("headers", {}), HEADER: parent}
    return await _request(endpoint, *arguments, **keywords)


if rasa.__version__ == KNOWN_VERSION:
    MessageProcessor.handle_message = _handle_in_trace
    MessageProcessor.parse_message = _parse_in_trace
    RemoteAction.run = _run_in_trace
    EndpointConfig.request = _request_in_trace
