"""Short-lived signed links: who holds one may read that file until it expires."""

import hashlib
import hmac
from datetime import datetime

PATH = "/api/v1/files/"


def file_link(upload: str, *, secret: str, expires: datetime) -> str:
    """The address of a file, good until `expires`."""
    until = int(expires.timestamp())
    return f"{PATH}{upload}?expires={until}&signature={_signature(upload, until, secret)}"


def is_good_link(upload: str, expires: int, signature: str, *, secret: str, now: datetime) -> bool:
    """Whether the link was made here for this file and has not expired."""
    right = hmac.compare_digest(
        _signature(upload, expires, secret).encode(), signature.encode("utf-8", "replace")
    )
    return right and now.timestamp() < expires


def _signature(upload: str, until: int, secret: str) -> str:
    return hmac.new(secret.encode(), f"file:{upload}:{until}".encode(), hashlib.sha256).hexdigest()
