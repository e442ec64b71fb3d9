"""What comes in from any channel, cleaned so that every store, log and model can hold it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

GATEWAY = "gateway"
OPENING = "/internal_open"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_COMMAND_START = re.compile(r"[\s/\u200b-\u200f\u2060\ufeff]+")


@dataclass(frozen=True)
class InboundMessage:
    """One message as a channel delivered it; `external_id` is the channel's own, and unique there.

    `as_of` is when the assistant takes it to have been sent, where that is not `at`: in tests and replays.
    It is not answered before `ready_at`; files of one `album` become one message.
    """

    channel: str
    sender: str | None
    external_id: str
    at: datetime
    text: str = ""
    payload: str | None = None
    attachments: tuple[dict[str, Any], ...] = field(default=())
    trace: str | None = None
    as_of: datetime | None = None
    ready_at: datetime | None = None
    album: str | None = None


@dataclass(frozen=True)
class Turn:
    """One accepted message with all that is needed to have it answered; `entry` identifies it for ever."""

    entry: int
    conversation: str
    store: str
    channel: str
    text: str
    payload: str | None
    attachments: tuple[dict[str, Any], ...]
    networks: tuple[str, ...]
    email: str | None
    phone: str | None
    received_at: datetime
    attempts: int
    trace: str | None = None
    opening: bool = False
    language: str | None = None


def cleaned(text: str) -> str:
    """The text without control characters, lone surrogates and outer blanks; line breaks become one kind."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def neutralised(text: str) -> str:
    """The text as it may go to Rasa: what starts with a slash would be taken for a command there."""
    start = _COMMAND_START.match(text)
    if start is None or "/" not in start[0]:
        return text
    return text[start.end() :] or "∕"
