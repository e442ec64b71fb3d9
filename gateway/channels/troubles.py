"""Failures that every platform shares: of the network, and of HTTP."""

import httpx

from gateway.channels.interface import Trouble, Verdict
from gateway.channels.platform_fields import small_number

GONE = frozenset({404, 410})


def http_trouble(error: Exception) -> Trouble:
    """What a failure of the way there means; what is no such failure is unexpected."""
    if isinstance(error, TimeoutError | httpx.TransportError):
        return Trouble(Verdict.WAIT, type(error).__name__)
    if isinstance(error, httpx.HTTPStatusError):
        return status_trouble(error.response.status_code, error.response.headers.get("retry-after"))
    return Trouble(Verdict.RETRY, type(error).__name__)


def status_trouble(status: int, retry_after: str | None = None) -> Trouble:
    """What an HTTP status means: a wrong token may be set right, so that nothing need be lost for it."""
    if status in GONE:
        return Trouble(Verdict.GIVE_UP, str(status))
    if status in (401, 403, 408, 429) or status >= 500:
        seconds = small_number(retry_after or "")
        return Trouble(Verdict.WAIT, str(status), float(seconds) if seconds else None)
    return Trouble(Verdict.TELL, str(status))
