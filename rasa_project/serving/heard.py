"""Which intent a message was understood as, for whoever sent it: an answer says nothing of that."""

from contextvars import ContextVar
from typing import Any, Optional

import rasa
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor

from serving import reading  # noqa: F401 (this first: it is what is noted)
from serving.quicker import KNOWN_VERSION

heard: ContextVar[Optional[str]] = ContextVar("heard", default=None)
_parse: Any = MessageProcessor.parse_message


async def _parse_and_note(
    processor: MessageProcessor, message: UserMessage, *arguments: Any, **keywords: Any
) -> dict[str, Any]:
    parsed: dict[str, Any] = await _parse(processor, message, *arguments, **keywords)
    heard.set((parsed.get("intent") or {}).get("name"))
    return parsed


if rasa.__version__ == KNOWN_VERSION:
    MessageProcessor.parse_message = _parse_and_note
