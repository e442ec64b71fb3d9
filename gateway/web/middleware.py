"""Around every request: security headers, CORS by store, a time limit, one log line, one measure."""

import re
import time
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.errors import TooLarge, TooMany
from gateway.web.access import address_of
from gateway.web.bodies import Bodies, Body
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
UNCOUNTED = re.compile(r"(/api/v1)?/health/(live|ready)|/webhooks/[^/]+/[^/]+")
UPLOAD = re.compile(r"/api/v1/conversations/[^/]+/uploads")
LONGEST_ID = 64  # of a conversation in the log: whatever stands in a path is the caller's
TOO_LARGE = bytes(response_to(TooLarge("The request body is too large.")).body)
HTTPS_ONLY = "max-age=31536000; includeSubDomains"
log = structlog.get_logger(__name__)


class Edge:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        """Wraps the application of that gateway."""
        self._app, self._gateway, self._cors = app, gateway, Cors(gateway)
        self._bodies = Bodies(gateway.settings.bodies_bytes, gateway.settings.address_bodies_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seconds = self._gateway.settings.body_seconds
        with self._bodies.of(address_of(HTTPConnection(scope), self._gateway)) as count:
            body = Body(receive, seconds, _uncounted if UPLOAD.fullmatch(scope["path"]) else count)
            await self._serve(scope, body, send)

    async def _serve(self, scope: Scope, body: Body, send: Send) -> None:
        started, status, refused, begun = time.monotonic(), 500, False, False
        too_many = await self._too_many(scope)
        allowed = await self._cors.headers_for(scope, looks=too_many is None)

        async def sending(message: Message) -> None:
            nonlocal status, refused, begun
            if body.is_refused and not begun:  # what the application makes of it is not what was wrong
                return
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
            await response_to(too_many)(scope, body.receive, sending)
            return
        if scope["method"] == "OPTIONS" and "access-control-request-method" in Headers(scope=scope):
            await _preflight(allowed, sending)
            return
        try:
            await self._app(scope, body.receive, sending)
        except Exception as error:
            if begun:  # too late for another answer: the server cuts the connection
                raise
            if not body.is_refused:
                await unexpected(error)(scope, body.receive, sending)
        finally:
            if body.is_refused and not begun:
                await response_to(body.problem())(scope, body.receive, sending)
            self._note(scope, status, time.monotonic() - started)

    async def _too_many(self, scope: Scope) -> TooMany | None:
        """The refusal of a request whose address makes too many, of whatever kind."""
        if UNCOUNTED.fullmatch(scope["path"]):
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

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if route != "none" else "OTHER"
        self._gateway.metrics.requests.labels(method, route, str(status)).observe(seconds)
        conversation = (scope.get("path_params") or {}).get("conversation_id", "")[:LONGEST_ID] or None
        milliseconds = round(seconds * 1000, 1)
        is_waiting = route.endswith("/health/ready") and not self._gateway.readiness.was_well
        is_over = status == HTTPStatus.TOO_MANY_REQUESTS  # a line for each would let anybody fill the disk
        is_measured = status < HTTPStatus.BAD_REQUEST or is_waiting or is_over
        told = log.debug if is_measured else log.info
        told("request", method=method, route=route, status=status, ms=milliseconds, conversation=conversation)


def _is_plain(headers: MutableHeaders) -> bool:
    """Whether it is the framework's own refusal, which is no problem document."""
    return headers.get("content-type", "").startswith("text/plain")


def _uncounted(_more: int) -> None:
    """What goes to disk as it comes is not held."""


async def _preflight(allowed: Mapping[str, str], send: Send) -> None:
    await send({"type": "http.response.start", "status": 204 if allowed else 403, "headers": []})
    await send({"type": "http.response.body", "body": b""})
