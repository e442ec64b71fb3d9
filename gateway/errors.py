"""What the gateway refuses, and what can go wrong behind it.

Problem                    answered to the client as RFC 9457 problem details
├── Unauthorised           401  no token, or a wrong one
├── Forbidden              403  a right token for something else
├── NotFound               404  nothing there, or not this caller's
├── TooSlow                408  the request did not arrive in time
├── Conflict               409  not in this state
├── Moved                  410  the conversation goes on in another channel
├── TooLarge               413  more bytes or pixels than allowed
├── WrongMedia             415  not what it claims to be, or not accepted
├── Invalid                422  the request breaks the API
├── TooMany                429  a limit; says when to come back
└── Unavailable            503  a part behind the gateway is down
RasaError                  a turn failed; it will be tried again, unless it was refused
├── TurnRefused            this very message would fail again: never tried again, and said so
├── RasaDown               too slow, or an error status
│   └── RasaUnreachable    nobody there: the message was not even taken in
└── RasaRubbish            an answer that is none
LeaseLost                  another worker has taken the conversation
"""


class Problem(Exception):  # noqa: N818 (named as what happened)
    """A refusal with a status, a stable type and a sentence for the client."""

    status = 500
    type = "about:blank"
    title = "Error"

    def __init__(self, detail: str, headers: dict[str, str] | None = None) -> None:
        """`detail` is shown to the client: it names no person, order or secret."""
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}


class Unauthorised(Problem):
    """No token, or a wrong one."""

    status, type, title = 401, "urn:problem:unauthorised", "Unauthorised"

    def __init__(self, detail: str = "A valid bearer token is needed.") -> None:
        """The same words for every reason."""
        super().__init__(detail, {"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    """The caller may not do this."""

    status, type, title = 403, "urn:problem:forbidden", "Forbidden"


class NotFound(Problem):
    """Nothing there, or not this caller's."""

    status, type, title = 404, "urn:problem:not-found", "Not found"

    def __init__(self, detail: str = "There is nothing here.") -> None:
        """The same words whether it is missing or another's."""
        super().__init__(detail)


class TooSlow(Problem):
    """The request did not arrive in time."""

    status, type, title = 408, "urn:problem:too-slow", "Request timeout"


class Conflict(Problem):
    """The thing is not in a state that allows this."""

    status, type, title = 409, "urn:problem:conflict", "Conflict"


class Moved(Problem):
    """The conversation was here; it goes on in another channel, and this token is worth nothing any more."""

    status, type, title = 410, "urn:problem:moved", "Gone"

    def __init__(self, detail: str = "This conversation goes on in another channel.") -> None:
        """No more than that."""
        super().__init__(detail)


class TooLarge(Problem):
    """More bytes or pixels than allowed."""

    status, type, title = 413, "urn:problem:too-large", "Too large"


class WrongMedia(Problem):
    """A file that is not what it claims to be, or of a kind not accepted."""

    status, type, title = 415, "urn:problem:wrong-media", "Unsupported media"


class Invalid(Problem):
    """A request that breaks the API."""

    status, type, title = 422, "urn:problem:invalid", "Invalid request"


class TooMany(Problem):
    """A limit was reached."""

    status, type, title = 429, "urn:problem:too-many", "Too many requests"

    def __init__(self, seconds: int) -> None:
        """`seconds` until it is worth trying again."""
        super().__init__("Too many requests; please wait a moment.", {"Retry-After": str(max(seconds, 1))})


class Unavailable(Problem):
    """A part behind the gateway is down."""

    status, type, title = 503, "urn:problem:unavailable", "Unavailable"

    def __init__(self, detail: str) -> None:
        """Says when to come back, too."""
        super().__init__(detail, {"Retry-After": "2"})


class RasaError(Exception):
    """A turn failed and may be tried again; `kind` names the reason in logs and metrics."""

    kind = "error"


class TurnRefused(RasaError):  # noqa: N818 (named as what happened)
    """This very message would fail again, for the reason that `kind` names."""

    def __init__(self, reason: str) -> None:
        """`reason` is Rasa's code for it."""
        super().__init__(reason)
        self.kind = reason


class RasaDown(RasaError):  # noqa: N818 (named as what happened)
    """Too slow, or an error status."""

    kind = "down"


class RasaUnreachable(RasaDown):
    """Nobody there: the message was not even taken in."""

    kind = "unreachable"


class RasaRubbish(RasaError):  # noqa: N818 (named as what happened)
    """An answer that is none."""

    kind = "rubbish"


class LeaseLost(Exception):  # noqa: N818 (named as what happened)
    """Another worker has taken the conversation; what this one did is dropped."""
