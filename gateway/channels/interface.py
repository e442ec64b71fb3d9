"""What a channel is: one adapter that reads a platform's webhooks and sends to it.

A seventh channel is one module in this package with an `Account` (its settings, a pydantic model) and a
function `connect(account, store, tools)` that returns a `Channel`. Nothing is imported before it is set up.
"""

import ssl
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, ClassVar

import httpx
from pydantic import BaseModel, ConfigDict

from gateway.channels.rendering import Limits, Part, render


class AccountSettings(BaseModel):
    """Parent of every channel's settings: unknown keys are refused, errors show no value."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)
    made_up: ClassVar[frozenset[str]] = frozenset()
    """Secrets that no platform gives: whoever sets this up makes them, so production looks at them."""


@dataclass(frozen=True)
class Webhook:
    """A request as it arrived: `url` is the one the platform called, header names are in small letters."""

    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


class Kind(Enum):
    """What a shopper did."""

    TEXT = "text"
    CHOICE = "choice"
    FILE = "file"
    START = "start"
    CONTACT = "contact"  # their own number, vouched for by the platform
    HELP = "help"
    STOP_NEWS = "stop_news"
    WANT_NEWS = "want_news"
    VOICE = "voice"
    STICKER = "sticker"
    LOCATION = "location"
    CARD = "card"  # somebody's contact details
    DOCUMENT = "document"  # a file that is no photo or video
    OTHER = "other"
    SILENT = "silent"  # needs no answer: reactions, deletions, notices of the platform's own


UNREADABLE = frozenset(
    {Kind.VOICE, Kind.STICKER, Kind.LOCATION, Kind.CARD, Kind.DOCUMENT, Kind.OTHER}
)  # answered by the gateway


@dataclass(frozen=True)
class Incoming:
    """One thing a shopper did; `external_id` is the platform's and unique there.

    `sent_at` is the platform's time. `text` is what was written, a caption, a code behind START or in words
    what cannot be opened here; `caption` is what was written beside that. `choice` is the id of the tapped
    choice, `file` the platform's reference. `album` joins files sent together. `edits` is the external id of
    the message this one changes; this one's own is that with `:` and more. `phone` is the sender's own
    verified number.

    ValueError for what no store can hold: another type, an id that is too long or has unprintable characters.
    """

    external_id: str
    sender: str
    sent_at: datetime
    kind: Kind
    text: str = ""
    caption: str = ""
    choice: str | None = None
    file: str | None = None
    album: str | None = None
    edits: str | None = None
    phone: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no store can hold."""
        timed = isinstance(self.sent_at, datetime) and self.sent_at.tzinfo is not None
        if not timed or not isinstance(self.text, str) or not isinstance(self.caption, str):
            raise ValueError("the text or the time is none")
        require_plain(self, ("external_id", "sender"))
        optional = ("choice", "file", "album", "edits", "phone")
        require_plain(self, [name for name in optional if getattr(self, name) is not None])


LONGEST = {"external_id": 180, "sender": 128, "edits": 180, "album": 100, "phone": 32}
LONGEST_REFERENCE = 2000


def require_plain(part: "Incoming | Receipt", names: Sequence[str]) -> None:
    """ValueError unless each of these fields is printable text of a length that can be stored."""
    for name in names:
        value, most = getattr(part, name), LONGEST.get(name, LONGEST_REFERENCE)
        if not isinstance(value, str) or not value.isprintable() or not len(value) <= most:
            raise ValueError(f"{name} can't be stored")
        if not value and name in LONGEST:
            raise ValueError(f"{name} is empty")


@dataclass(frozen=True)
class Receipt:
    """What became of a message that was sent: its id there, a state of PART_STATES, and why it failed."""

    external_id: str
    state: str
    at: datetime
    trouble: "Trouble | None" = None

    def __post_init__(self) -> None:
        """Refuse what can't be looked for."""
        require_plain(self, ["external_id"])


@dataclass(frozen=True)
class Received:
    """All that one webhook told; `unread` counts parts that could not be read."""

    incoming: Sequence[Incoming] = ()
    receipts: Sequence[Receipt] = ()
    unread: int = 0


class Verdict(Enum):
    """What to do about something that failed."""

    RETRY = "retry"  # unexpected: again, a limited number of times
    WAIT = "wait"  # the platform is down, slow or limits us: again until it is too old
    CLOSED = "closed"  # the shopper must write first
    GIVE_UP = "give_up"  # nobody can be reached there
    TELL = "tell"  # never taken as it is: a person must know


@dataclass(frozen=True)
class Trouble:
    """A failure, classified; `code` is the platform's, `seconds` how long it asked to be left alone."""

    verdict: Verdict
    code: str
    seconds: float | None = None


@dataclass(frozen=True)
class Check:
    """One line of `gateway channels check`: what was looked at, whether it is well, and what to do if not."""

    what: str
    ok: bool
    say: str = ""


@cache
def trusted() -> ssl.SSLContext:
    """The authorities that platforms are trusted by; reading them takes a tenth of a second."""
    return httpx.create_ssl_context()


@dataclass(frozen=True)
class Tools:
    """What a channel may use: the clock, the gateway's public address, HTTP clients."""

    clock: Callable[[], datetime]
    public_url: str | None

    def http(self, **options: Any) -> httpx.AsyncClient:
        """A client of one's own; whoever makes it closes it."""
        return httpx.AsyncClient(timeout=httpx.Timeout(15, connect=5), verify=trusted(), **options)


class Channel(ABC):
    """One account of a platform, for one store."""

    name: ClassVar[str]
    title: ClassVar[str]  # what shoppers call it
    limits: ClassVar[Limits]
    window: ClassVar[timedelta | None] = None  # how long after a shopper's message one may write freely
    pace: ClassVar[timedelta] = timedelta(0)  # between two messages to the same shopper
    per_second: ClassVar[int] = 20  # messages to all shoppers together
    acknowledgement: ClassVar[tuple[str, str]] = ("{}", "application/json")
    template: str | None = None

    def __init__(self, store: str) -> None:
        """For that store."""
        self.store = store

    @abstractmethod
    def verify(self, hook: Webhook) -> bool:
        """Whether the request is the platform's own, told over its raw bytes in constant time."""

    @abstractmethod
    def parse(self, hook: Webhook) -> Received:
        """All that a verified request tells, each part on its own; ValueError when it did not come whole."""

    @abstractmethod
    def fetch(self, reference: str) -> AsyncIterator[bytes]:
        """A file's bytes, piece by piece."""

    @abstractmethod
    async def send(self, recipient: str, part: Part, key: str) -> str:
        """Send one part and return the platform's id of it; any exception is for `trouble`."""

    @abstractmethod
    def trouble(self, error: Exception) -> Trouble:
        """What kind of failure that was."""

    @abstractmethod
    async def check(self, register: bool) -> Sequence[Check]:
        """Look at the account's settings on the platform, and register the webhook there if asked."""

    def challenge(self, hook: Webhook) -> str | None:
        """The answer to the platform's handshake, or None when it isn't a right one."""
        return None

    def render(self, message: Mapping[str, Any]) -> list[Part]:
        """The parts that a message is sent as here, each within the limits; see `transcript.shown`."""
        return render(message, self.limits)

    async def send_template(self, recipient: str, text: str) -> str:
        """Write outside the window, by the template that was approved for it."""
        raise NotImplementedError

    async def acknowledge(self, incoming: Incoming) -> None:  # noqa: B027 (most have nothing to do)
        """Tell the platform that a tap was taken; nothing depends on it."""

    def link(self, code: str) -> str | None:
        """An address that opens this channel with that code, for moving a conversation here."""
        return None

    async def close(self) -> None:  # noqa: B027 (some hold nothing)
        """Let go of every connection."""
