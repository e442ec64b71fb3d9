"""Short-lived signed links: who holds one may read that file until it expires."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

PATH = "/api/v1/files/"
EXPORT = "export"  # whose looking is audited where an operator's export holds the link


@dataclass(frozen=True)
class FileLink:
    """A file, until when (seconds since 1970) it may be read, and the agent whose looking is audited."""

    upload: str
    expires: int
    agent: str = ""

    def address(self, secret: str) -> str:
        """The link itself, signed."""
        query = {"expires": self.expires, "signature": self._signature(secret)}
        return f"{PATH}{self.upload}?{urlencode(query | ({'agent': self.agent} if self.agent else {}))}"

    def is_good(self, signature: str, *, secret: str, now: datetime) -> bool:
        """Whether it was made here, just so, and has not expired."""
        right = hmac.compare_digest(self._signature(secret).encode(), signature.encode("utf-8", "replace"))
        return right and now.timestamp() < self.expires

    def _signature(self, secret: str) -> str:
        signed = json.dumps(["file", self.upload, self.expires, self.agent])
        return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
