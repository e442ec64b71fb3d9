"""What all simulated platforms share: what was taken, what was refused, and how to fail on demand."""

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.responses import Response
from starlette.routing import BaseRoute


def width(text: str) -> int:
    """Length in UTF-16 code units, as the strictest platform counts."""
    return len(text.encode("utf-16-le")) // 2


@dataclass(frozen=True)
class Hook:
    """A webhook ready to be posted to the gateway."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Taken:
    """A message that the platform took: for whom, the text, and the choices by title."""

    id: str
    to: str
    text: str
    choices: dict[str, str] = field(default_factory=dict)
    at: float = 0.0
    template: str | None = None


class Platform:
    """State of one simulated platform; one store, any number of shoppers."""

    name = "platform"
    knows_number = False  # whether the shopper's address is their phone number

    def __init__(self, store: str) -> None:
        """Nothing was sent yet."""
        self.store = store
        self.clock: Callable[[], float] = time.time
        self.root = ""
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.taken: list[Taken] = []
        self.refused: list[str] = []
        self.failures: list[Response] = []
        self.files: dict[str, bytes] = {}
        self.acknowledged: list[str] = []
        self.down = False
        self.numbers = itertools.count(1001)
        self.clock = time.time

    @property
    def path(self) -> str:
        """Where the gateway takes its webhooks."""
        return f"/webhooks/{self.name}/{self.store}"

    def to(self, who: str) -> list[Taken]:
        """What one shopper got, in order."""
        return [each for each in self.taken if each.to == who]

    def account(self) -> dict[str, str]:
        """The settings that connect the gateway to this platform."""
        raise NotImplementedError

    def routes(self) -> list[BaseRoute]:
        """The platform's API."""
        raise NotImplementedError

    def text(self, who: str, text: str) -> Hook:
        """The shopper writes."""
        raise NotImplementedError

    def photos(self, who: str, photos: list[bytes], caption: str = "") -> list[Hook]:
        """The shopper sends photos together."""
        raise NotImplementedError

    def press(self, who: str, choice: str) -> Hook:
        """The shopper taps a choice of that id."""
        raise NotImplementedError

    def voice(self, who: str) -> Hook:
        """The shopper sends a voice message."""
        raise NotImplementedError
