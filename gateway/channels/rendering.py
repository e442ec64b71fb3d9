"""One reply, put as each platform takes it: buttons, a list, or numbered text, in parts within its limits.

Lengths are in UTF-16 code units, the strictest reading of "characters". A choice's id is a reference to the
stored message (`c.<message>.<place>`), so that payloads of any length fit and none leaves the house.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gateway.wording import DEFAULT, words

Style = Literal["text", "buttons", "list"]
_REFERENCE = re.compile(r"c\.(\d{1,18})\.(\d{1,4})")
_NUMBER = re.compile(r"\D?\s*(\d{1,3})\s*[.):]?")
_BREAKS = ("\n\n", "\n", ". ", "! ", "? ", " ")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Limits:
    """What a platform takes; a number of 0 means that it has no such thing.

    `text` is the longest plain message, `body` the longest above buttons, `list_body` above a list. With
    `one_line_body` a text above choices may have no line break. `attach` names the words that say how to send
    a photo there.
    """

    text: int
    body: int
    buttons: int
    button_title: int
    list_body: int = 0
    rows: int = 0
    row_title: int = 0
    row_description: int = 0
    one_line_body: bool = False
    attach: str = "attach"


@dataclass(frozen=True)
class Choice:
    """One thing to tap; `description` holds the whole title where the title had to be shortened."""

    id: str
    title: str
    description: str | None = None


@dataclass(frozen=True)
class Part:
    """One platform message; `label` is what opens a list."""

    text: str
    style: Style = "text"
    choices: tuple[Choice, ...] = ()
    label: str = ""


def width(text: str) -> int:
    """A text's length in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def render(message: Mapping[str, Any], limits: Limits) -> list[Part]:
    """The parts of a message, in order; none when it says nothing."""
    text = _with_hint(message, limits)
    titles = _titles(message)
    if not titles:
        return [Part(piece) for piece in split(text, limits.text)]
    language = message.get("language", DEFAULT)
    style, choices = _layout(message, limits)
    if style == "text":
        lines = [f"{place}. {title}" for place, title in enumerate(titles, start=1)]
        numbered = "\n".join([*([text, ""] if text else []), *lines, "", words("by_number", language)])
        return [Part(piece) for piece in split(numbered, limits.text)]
    most = limits.body if style == "buttons" else limits.list_body
    *before, last = _above_choices(text or words("choose", language), most, limits)
    label = words("choose", language) if style == "list" else ""
    return [*(Part(piece) for piece in before), Part(last, style, choices, label)]


def is_numbered(message: Mapping[str, Any], limits: Limits) -> bool:
    """Whether the message's choices are shown as numbered text there."""
    return bool(message["buttons"]) and _layout(message, limits)[0] == "text"


def chosen(text: str, message: Mapping[str, Any], limits: Limits) -> str | None:
    """The payload that a written answer stands for: a title, or the number of a numbered choice."""
    said = _plain(text).casefold()
    for title, button in zip(_titles(message), message["buttons"], strict=True):
        if said and said == title.casefold():
            return str(button["payload"])
    number = _NUMBER.fullmatch(text.strip())
    if number and is_numbered(message, limits) and 1 <= int(number[1]) <= len(message["buttons"]):
        return str(message["buttons"][int(number[1]) - 1]["payload"])
    return None


def reference(message: int, place: int) -> str:
    """The id of a message's choice at that place."""
    return f"c.{message}.{place}"


def referred(choice: str) -> tuple[int, int] | None:
    """The message and the place that a choice's id refers to."""
    match = _REFERENCE.fullmatch(choice)
    return (int(match[1]), int(match[2])) if match else None


def shortened(text: str, most: int) -> str:
    """The text in at most so many units: cut at a word, with an ellipsis."""
    if width(text) <= most:
        return text
    cut = _fitting(text, most - 1)
    words_kept = cut[: cut.rfind(" ")] if cut.rfind(" ") > len(cut) // 2 else cut
    return words_kept.rstrip(" ,;:-–(") + "…"


def split(text: str, most: int) -> list[str]:
    """The text in pieces of at most so many units, parted where it hurts least; only blanks are lost."""
    pieces, rest = [], text.strip()
    while width(rest) > most:
        head = _fitting(rest, most)
        at = next(
            (found for each in _BREAKS if (found := _last_break(head, each)) > len(head) // 3), len(head)
        )
        pieces.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [piece for piece in [*pieces, rest] if piece]


def _above_choices(text: str, most: int, limits: Limits) -> list[str]:
    """Pieces of which the last may stand above choices."""
    lines = text.strip().split("\n")
    kept = len(lines) - 1 if limits.one_line_body else 0
    while kept < len(lines) - 1 and width("\n".join(lines[kept:])) > most:
        kept += 1
    *before, last = split("\n".join(lines[kept:]), most)
    return [*split("\n".join(lines[:kept]), limits.text), *before, last]


def _last_break(head: str, separator: str) -> int:
    found = head.rfind(separator)
    return found + len(separator) if found >= 0 else -1


def _fitting(text: str, most: int) -> str:
    """The longest beginning of at most so many units."""
    cut = text[:most]
    while width(cut) > most:
        cut = cut[: -max(1, (width(cut) - most) // 2)]
    return cut


def _plain(text: object) -> str:
    return _BLANKS.sub(" ", str(text)).strip()


def _titles(message: Mapping[str, Any]) -> list[str]:
    return [_plain(button["title"]) or "…" for button in message["buttons"]]


def _layout(message: Mapping[str, Any], limits: Limits) -> tuple[Style, tuple[Choice, ...]]:
    """Buttons if all titles fit as they are, else a list that also shows them whole, else numbered text."""
    titles = _titles(message)
    ids = [reference(message["id"], place) for place in range(len(titles))]
    if len(titles) <= limits.buttons and _fit(titles, limits.button_title):
        return "buttons", tuple(Choice(*each) for each in zip(ids, titles, strict=True))
    if len(titles) <= limits.rows:
        short = [shortened(title, limits.row_title) for title in titles]
        whole = [None if a == b else b for a, b in zip(short, titles, strict=True)]
        if _fit(short, limits.row_title) and all(
            width(each or "") <= limits.row_description for each in whole
        ):
            return "list", tuple(Choice(*each) for each in zip(ids, short, whole, strict=True))
    return "text", ()


def _fit(titles: Sequence[str], most: int) -> bool:
    distinct = {title.casefold() for title in titles}
    return len(distinct) == len(titles) and all(width(title) <= most for title in titles)


def _with_hint(message: Mapping[str, Any], limits: Limits) -> str:
    """The text; where a photo or video is asked for, with how to send one there."""
    text: str = message["text"]
    data = message.get("data") or {}
    if text and data.get("type") == "question" and str(data.get("asks")).startswith("evidence."):
        hint = words(limits.attach, message.get("language", DEFAULT))
        return f"{text} {hint}" if limits.one_line_body else f"{text}\n{hint}"
    return text
