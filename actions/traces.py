"""Every action is a span under the call of it by Rasa."""

from contextvars import ContextVar
from typing import Any

from rasa_sdk.executor import ActionExecutor
from sanic import Request

from telemetry.tracing import HEADER, Tracing, accepted_parent

_parent: ContextVar[str | None] = ContextVar("parent", default=None)


async def note_parent(request: Request) -> None:
    """Remember, while a request is handled, the trace that it belongs to."""
    _parent.set(accepted_parent(request.headers.get(HEADER)))


class TracedExecutor(ActionExecutor):
    """Runs actions as the SDK does; a span tells which, and how long it took."""

    def __init__(self, tracing: Tracing) -> None:
        """`tracing` makes the spans."""
        super().__init__()
        self._tracing = tracing

    async def run(self, action_call: dict[str, Any], *arguments: Any, **keywords: Any) -> Any:
        """The action's result."""
        with self._tracing.span(str(action_call.get("next_action")), _parent.get()):
            return await super().run(action_call, *arguments, **keywords)
