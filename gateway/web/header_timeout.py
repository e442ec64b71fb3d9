"""A connection whose request doesn't get going is closed: the server itself would wait, and read, for ever.

Uvicorn limits neither. Around its protocol stands one that counts bytes and time until the application is
called, which is when a request's headers are complete; nothing of uvicorn's own is looked into.
"""

import asyncio
from typing import Any, cast

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEADER_SECONDS = 10.0
HEADER_BYTES = 65_536
END = b"\r\n\r\n"


class HeaderTimeout:
    """The application to be served with `TimedProtocol`, which it tells when requests begin and end."""

    def __init__(self, app: ASGIApp, seconds: float = HEADER_SECONDS) -> None:
        """`seconds` are what headers may take to arrive."""
        self._app, self.seconds = app, seconds
        self.connections: dict[tuple[str, int], TimedProtocol] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; meanwhile its connection may take its time."""
        connection = self.connections.get(scope.get("client") or ("", 0))
        if connection is None:
            await self._app(scope, receive, send)
            return
        body = _Body(scope, receive)
        connection.begin()
        try:
            await self._app(scope, body.receive, send)
        finally:
            connection.end(body.unread)


class _Body:
    """A request's body, and how much of it the application has not read."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.unread = int(dict(scope["headers"]).get(b"content-length", 0))
        self._receive = receive

    async def receive(self) -> Message:
        """The next part."""
        message = await self._receive()
        self.unread -= len(message.get("body", b""))
        return message


class TimedProtocol(asyncio.Protocol):
    """The server's protocol, for `uvicorn.Config(HeaderTimeout(app), http=TimedProtocol)`."""

    def __init__(self, config: Config, **parts: Any) -> None:
        """As uvicorn makes it, once for each connection."""
        assert isinstance(config.app, HeaderTimeout)  # noqa: S101 (how it is to be used)
        self._watch = config.app
        self._server: asyncio.Protocol = AutoHTTPProtocol(config=config, **parts)  # type: ignore[call-arg]
        self._peer = ("", 0)
        self._transport: asyncio.Transport | None = None
        self._late: asyncio.TimerHandle | None = None
        self._under_way = self._body = self._head = 0
        self._last = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The first request must come soon."""
        self._transport, peer = cast(asyncio.Transport, transport), transport.get_extra_info("peername")
        if isinstance(peer, tuple):  # otherwise a socket of this machine's
            self._peer = (str(peer[0]), int(peer[1]))
            self._watch.connections[self._peer] = self
            self._hurry()
        self._server.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """A request's first bytes start the clock again; too many without an end of headers are refused."""
        if not self._under_way and self._transport is not None:
            self._count(data[self._body :])
            self._body = max(0, self._body - len(data))
            if self._head > HEADER_BYTES:
                self._transport.abort()
                return
            self._hurry()
        self._server.data_received(data)

    def _count(self, data: bytes) -> None:
        self._head = 0 if END in self._last + data else self._head + len(data)
        self._last = data[-len(END) :]

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more to wait for."""
        self._stop()
        if self._watch.connections.get(self._peer) is self:
            del self._watch.connections[self._peer]
        self._server.connection_lost(exc)

    def eof_received(self) -> bool | None:
        """As the server does."""
        return self._server.eof_received()

    def pause_writing(self) -> None:
        """As the server does."""
        self._server.pause_writing()

    def resume_writing(self) -> None:
        """As the server does."""
        self._server.resume_writing()

    def begin(self) -> None:
        """A request's headers are complete."""
        self._under_way += 1
        self._stop()

    def end(self, unread: int) -> None:
        """A request is answered; so much of its body, which nobody wants any more, may still come."""
        self._under_way -= 1
        self._body, self._head = max(0, unread), 0

    def _hurry(self) -> None:
        if self._late is None and self._transport is not None and self._peer[0]:
            loop = asyncio.get_running_loop()
            self._late = loop.call_later(self._watch.seconds, self._transport.abort)

    def _stop(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
