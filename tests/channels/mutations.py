"""Recorded webhooks with any one value replaced by what should not be there."""

import copy
import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

from tests.channels.kinds import DATA
from tests.channels.platforms import Platforms
from tests.channels.simulators.platform import Hook

DEEP = "@deep@"
NESTED = "[" * 3000 + "]" * 3000
HUGE = "@huge@"
DIGITS = "9" * 5000
WRONG: dict[str, Any] = {
    "null": None,
    "number": -1,
    "huge number": HUGE,
    "not a number": float("nan"),
    "list": [None],
    "object": {"a": {"b": []}},
    "deep object": DEEP,
    "empty string": "",
    "long string": "x" * 70_000,
    "unprintable string": "a\u0000\ud800",
}
WRONG_IN_A_FORM = {
    "nothing": None,
    "empty": "",
    "long": "x" * 40_000,
    "unprintable": "a\u0000",
    "no number": "²",
    "huge number": DIGITS,
}
Path = tuple[Any, ...]
_OWN_ID = re.compile(r'(wamid\.HBg\w+)|("message_id": \d+)|(SM0{20}\w+)')
_count = itertools.count(1)


def content(channel: str, name: str) -> Any:
    """A recording as it lies in its file."""
    return json.loads((DATA / channel / f"{name}.json").read_text("utf-8"))


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where a value stands in it, each by the keys that lead there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield (*path, key)
        yield from places(each, (*path, key))


def replaced(value: Any, path: Path, by: Any) -> Any:
    """A copy with the value at that place replaced."""
    changed = inner = copy.deepcopy(value)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = by
    return changed


def written(value: Any, seconds: int) -> str:
    """The JSON of it, sent now and under ids of its own, with what no JSON library would write."""
    text = json.dumps(value).replace('"TIMESTAMP"', f'"{seconds}"').replace('"DATE"', str(seconds))
    own = next(_count)
    text = _OWN_ID.sub(lambda found: _another(found, own), text)
    return text.replace(f'"{DEEP}"', NESTED).replace(f'"{HUGE}"', DIGITS)


def _another(found: re.Match[str], own: int) -> str:
    if found[1]:
        return f"{found[1]}n{own}"
    return f'"message_id": {900_000 + own}' if found[2] else f"SM{own:032x}"


def hook(platforms: Platforms, channel: str, value: Any) -> Hook:
    """It as that platform would send it now."""
    if channel == "twilio":
        form = json.loads(written(value, 0))
        return platforms.twilio.hook({name: each for name, each in form.items() if each is not None})
    platform = platforms.whatsapp if channel == "whatsapp" else platforms.telegram
    body = written(value, int(platform.clock())).encode()
    if channel == "whatsapp":
        return platforms.whatsapp.signed_bytes(body)
    return platforms.telegram.posted(body)
