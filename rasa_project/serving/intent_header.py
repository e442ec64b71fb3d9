"""Which intent a message was understood as, for whoever sent it: an answer says nothing of that."""

from contextvars import ContextVar
from typing import Any, Optional

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

INTENT = "X-Intent"
understood: ContextVar[Optional[str]] = ContextVar("understood", default=None)


def noting_the_intent(parse: Any) -> Any:
    """Parsed, and noted for the answer to this request."""

    async def parse_and_note(
        processor: MessageProcessor, message: UserMessage, *arguments: Any, **keywords: Any
    ) -> dict[str, Any]:
        parsed: dict[str, Any] = await parse(processor, message, *arguments, **keywords)
        understood.set((parsed.get("intent") or {}).get("name"))
        return parsed

    return parse_and_note
