"""What the action server answers when an action fails, so that Rasa can tell what may succeed later.

503 where a store is away, and the same may be tried again; 500 where an action can't deal with what it was
given: it would fail again. Neither quotes the error or the request, as the SDK's own answer does.
"""

import logging

from sanic import HTTPResponse, Request, response
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler

from shop.outages import is_outage

OUR_FAULT, NOT_NOW = 500, 503
log = logging.getLogger(__name__)


class Failures(ErrorHandler):
    """Errors by kind, with a status that says whether to try again."""

    def default(self, request: Request, exception: Exception) -> HTTPResponse:
        """The answer to whatever was not caught."""
        kind = type(exception).__name__
        if isinstance(exception, SanicException):  # no such route, not JSON
            return response.json({"error": kind}, exception.status_code)
        away = is_outage(exception)
        log.error("an action could not run now" if away else "an action failed", exc_info=exception)
        return response.json({"error": kind}, NOT_NOW if away else OUR_FAULT)
