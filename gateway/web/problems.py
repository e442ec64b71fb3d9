"""Every error as RFC 9457 problem details; none echoes what the client sent."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from gateway.errors import Problem, Unavailable
from shop.outages import TROUBLE, is_outage

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger(__name__)


def problem_response(
    status: int, title: str, detail: str, kind: str = "about:blank", headers: dict[str, str] | None = None
) -> JSONResponse:
    """A response with problem details."""
    body = {"type": kind, "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the application as a problem."""
    app.add_exception_handler(Problem, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in TROUBLE:
        app.add_exception_handler(kind, _trouble)


def response_to(problem: Problem) -> JSONResponse:
    """The response that tells of one of our own problems."""
    return problem_response(problem.status, problem.title, problem.detail, problem.type, problem.headers)


async def _ours(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)  # noqa: S101 (registered for it)
    return response_to(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for it)
    return problem_response(422, "Invalid request", _complaints(error.errors()), "urn:problem:invalid")


def _complaints(errors: Sequence[Any]) -> str:
    parts = []
    for each in errors[:5]:
        place = ".".join(
            str(part) for part in each["loc"] if isinstance(part, int) or str(part).isidentifier()
        )
        parts.append(f"{place}: {each['msg']}" if each["type"] != "json_invalid" else "body: not JSON")
    text = "; ".join(parts)
    return text.encode("utf-8", "replace").decode()[:500]


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for it)
    title = HTTPStatus(error.status_code).phrase
    return problem_response(error.status_code, title, title, headers=dict(error.headers or {}))


async def _trouble(_request: Request, error: Exception) -> JSONResponse:
    if not is_outage(error):
        raise error
    log.warning("store_unavailable", error=type(error).__name__)
    return response_to(Unavailable("A part of the service is away for a moment; please try again."))


def unexpected(error: Exception) -> JSONResponse:
    """The answer to a fault of our own; what it was is in the log only."""
    log.error("request_broken", exc_info=error)
    return problem_response(500, "Internal error", "Something went wrong here; it was logged.")
