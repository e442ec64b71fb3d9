"""Reading what a platform sent: any value may be missing, null or of another type, and each stands alone."""

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote

T = TypeVar("T")
LONGEST_NUMBER = 32  # characters of a number written out in JSON
DEEPEST = 64
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
MOST_NAMED = 20
LONGEST_NAME = 120
PICTURES = (
    ".heic",
    ".heif",
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".gif",
    ".mp4",
    ".mov",
    ".3gp",
    ".webm",
    ".mkv",
)
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{}]|[^"\[\]{}]+', re.DOTALL)
_PHONE = re.compile(r"\d{5,20}", re.ASCII)


def read_json(body: bytes) -> Any:
    """The body as JSON; what is nested too deep, and a number too long, is null. ValueError if it is none."""
    text = body.decode("utf-8")
    try:
        return _loaded(text)
    except RecursionError:
        return _loaded("".join(_pruned(text)))


def _loaded(text: str) -> Any:
    return json.loads(text, parse_int=_number(int), parse_float=_number(float), parse_constant=lambda _: None)


def _number(made: Callable[[str], T]) -> Callable[[str], T | None]:
    return lambda written: made(written) if len(written) <= LONGEST_NUMBER else None


def _pruned(text: str) -> Iterator[str]:
    """The text with everything below DEEPEST levels replaced by null."""
    depth = 0
    for token in _TOKEN.findall(text):
        if token in ("]", "}"):
            depth -= 1
            if depth == DEEPEST:
                yield "null"
                continue
        if depth < DEEPEST or (depth == DEEPEST and token not in ("[", "{")):
            yield token
        if token in ("[", "{"):
            depth += 1


def listed(value: Any) -> list[Any]:
    """The items of a list; one unreadable item where it is anything else."""
    return value if isinstance(value, list) else [None]


def read_each(parts: Iterable[Any], read: Callable[[Any], T | None], found: list[T]) -> int:
    """Read every part; how many could not be: one that is broken does not keep the others back."""
    unread = 0
    for part in parts:
        try:
            one = read(part)
        except Exception:  # whatever a part may hold, and a library makes of it
            unread += 1
            continue
        if one is not None:
            found.append(one)
    return unread


def text_in(value: Any) -> str:
    """What was written there; nothing where it is no text."""
    return value if isinstance(value, str) else ""


def written(value: Any) -> str:
    """A text that must be there; ValueError where it isn't."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("no text")
    return value


def moment(value: Any) -> datetime:
    """A Unix time in seconds, as a number or its digits; ValueError where it can't be one."""
    if type(value) is not int and not (isinstance(value, str) and value.isascii() and value.isdecimal()):
        raise ValueError("no time")
    seconds = int(value)
    if not 0 <= seconds < LATEST.timestamp():
        raise ValueError("no time that could be")
    return datetime.fromtimestamp(seconds, UTC)


def small_number(value: str) -> int:
    """A number of up to nine digits; 0 where it is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def phone_of(digits: str) -> str | None:
    """The phone number of these digits with country code; None where they are no number."""
    return f"+{digits}" if _PHONE.fullmatch(digits) else None


def place_in_words(latitude: Any, longitude: Any, *names: Any) -> str:
    """A place on the map as a person can read it: what it is called, and its coordinates in degrees."""
    coordinates = [_degrees(latitude, 90), _degrees(longitude, 180)]
    both = ", ".join(each for each in coordinates if each) if all(coordinates) else ""
    return _joined([*names, both])


def _degrees(value: Any, most: int) -> str:
    try:
        degrees = float(value)
    except (TypeError, ValueError, OverflowError):
        return ""
    return f"{degrees:.5f}" if math.isfinite(degrees) and abs(degrees) <= most else ""


def card_in_words(name: Any, ways: Iterable[Any]) -> str:
    """Somebody's contact details: the name, then phone numbers and e-mail addresses."""
    return _joined([name, *ways])


def is_picture(media_type: Any, name: Any = None) -> bool:
    """Whether a file may be a photo or a video: by its type, or where that says nothing by its name."""
    told = text_in(media_type).lower()
    if told in ("", "application/octet-stream"):
        return text_in(name).lower().endswith(PICTURES)
    return told.startswith(("image/", "video/"))


def file_in_words(name: Any, media_type: Any) -> str:
    """What a file is called, and of what type it is."""
    return _joined(text_in(each)[:LONGEST_NAME] for each in (name, media_type))


def _joined(parts: Iterable[Any]) -> str:
    said = dict.fromkeys(" ".join(text_in(part).split()) for part in parts)
    return ", ".join([each for each in said if each][:MOST_NAMED])


def path_segment(value: str) -> str:
    """The value as one segment of a URL's path, whatever it holds; FileNotFoundError if it can't be one."""
    if value in ("", ".", ".."):
        raise FileNotFoundError("no name of anything")
    return quote(value, safe="")
