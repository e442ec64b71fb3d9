"""Around every request: security headers, CORS by store, a time limit, one log line, one measure."""

import asyncio
import time
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import TooLarge, TooMany, TooSlow
from gateway.web.access import address_of
from gateway.web.cors import Cors
from gateway.web.problems import MEDIA_TYPE, response_to, unexpected
from gateway.wiring import Gateway

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
SECURITY: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}
# An orchestrator must hear the truth, whatever else comes from its address; asking often costs nothing.
# A platform calls for all its shoppers from a few addresses; its routes have a limit of their own.
UNCOUNTED = ("/health/", "/api/v1/health/", "/webhooks/")
TOO_LARGE = bytes(response_to(TooLarge("The request body is too large.")).body)
HTTPS_ONLY = "max-age=31536000; includeSubDomains"
log = structlog.get_logger(__name__)


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        """Wraps the application of that gateway."""
        self._app, self._gateway, self._cors = app, gateway, Cors(gateway)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, refused, begun = time.monotonic(), 500, False, False
        too_many = await self._too_many(scope)
        allowed = await self._cors.headers_for(scope, looks=too_many is None)

        async def sending(message: Message) -> None:
            nonlocal status, refused, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], True
                headers = MutableHeaders(scope=message)
                refused = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and _is_plain(headers)
                if refused:
                    headers["content-type"], headers["content-length"] = MEDIA_TYPE, str(len(TOO_LARGE))
                self._add_headers(scope, headers, allowed)
            elif refused:
                message = {**message, "body": TOO_LARGE, "more_body": False}
            await send(message)

        if too_many is not None:  # nothing was looked up for it, and nothing is logged
            await response_to(too_many)(scope, receive, sending)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await _preflight(allowed, sending)
            return
        try:
            await self._app(scope, self._hurried(receive), sending)
        except Exception as error:
            if begun:  # too late for another answer: the server cuts the connection
                raise
            await unexpected(error)(scope, receive, sending)
        finally:
            self._note(scope, status, time.monotonic() - started)

    async def _too_many(self, scope: Scope) -> TooMany | None:
        """The refusal of a request whose address makes too many, of whatever kind."""
        if scope["path"].startswith(UNCOUNTED):
            return None
        try:
            await self._gateway.count("requests", address_of(HTTPConnection(scope), self._gateway))
        except TooMany as refusal:
            return refusal
        return None

    def _add_headers(self, scope: Scope, headers: MutableHeaders, allowed: Mapping[str, str]) -> None:
        for name, value in {**SECURITY, **allowed}.items():
            headers.setdefault(name, value)
        is_page = headers.get("content-type", "").startswith("text/html")
        headers.setdefault("Content-Security-Policy", PAGE_POLICY if is_page else API_POLICY)
        is_file = scope["path"].startswith("/api/v1/files/")
        headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_file else "same-origin")
        if scope["path"].startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
        if self._gateway.settings.environment == "production":
            headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)

    def _hurried(self, receive: Receive) -> Receive:
        """A body must arrive in time: a client that dribbles would hold a connection for ever."""
        loop = asyncio.get_running_loop()
        ends, complete = loop.time() + self._gateway.settings.body_seconds, False

        async def receiving() -> Message:
            nonlocal complete
            if complete:
                return await receive()
            try:
                async with asyncio.timeout_at(ends):
                    message = await receive()
            except TimeoutError:
                raise TooSlow("The request took too long to arrive.") from None
            complete = not message.get("more_body", False)
            return message

        return receiving

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if route != "none" else "OTHER"
        self._gateway.metrics.requests.labels(method, route, str(status)).observe(seconds)
        conversation = (scope.get("path_params") or {}).get("conversation_id")
        milliseconds = round(seconds * 1000, 1)
        is_waiting = route.endswith("/health/ready") and not self._gateway.readiness.was_well
        is_well = status < HTTPStatus.BAD_REQUEST or is_waiting
        told = log.debug if is_well else log.info  # what went well is a measure
        told("request", method=method, route=route, status=status, ms=milliseconds, conversation=conversation)


def _is_plain(headers: MutableHeaders) -> bool:
    """Whether it is the framework's own refusal, which is no problem document."""
    return headers.get("content-type", "").startswith("text/plain")


async def _preflight(allowed: Mapping[str, str], send: Send) -> None:
    await send({"type": "http.response.start", "status": 204 if allowed else 403, "headers": []})
    await send({"type": "http.response.body", "body": b""})
