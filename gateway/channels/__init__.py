"""Channels: each turns what it receives into InboundMessages and pushes what must be pushed."""

from typing import Any, Protocol

WEB = "web"
READ_BY_PULLING = frozenset({WEB})


class Channel(Protocol):
    """What a pushing channel must be able to do; one that is read by pulling needs no such object."""

    name: str

    async def deliver(self, recipient: str, message: dict[str, Any], key: str) -> None:
        """Send a message as `transcript.shown` makes it; raising means try again, with the same `key`."""
        ...
