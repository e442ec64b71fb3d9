"""What WhatsApp's webhooks hold: many messages and statuses in one, any of them of a shape unknown."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from gateway.channels.interface import Kind

T = TypeVar("T")
BURST = "burst"  # photos of one album come as messages that do not name it
FILES = ("image", "video", "document")
UNREAD = {"audio": Kind.VOICE, "sticker": Kind.STICKER, "location": Kind.LOCATION, "contacts": Kind.CARD}
SILENT = frozenset({"reaction", "revoke", "system", "request_welcome"})


def payload_of(body: bytes) -> dict[str, Any]:
    """The body as JSON; ValueError when it is no webhook of theirs."""
    try:
        data = json.loads(body)
    except RecursionError as error:
        raise ValueError("too deep") from error
    if not isinstance(data, dict) or not isinstance(data.get("entry"), list):
        raise ValueError("not a webhook")
    return data


def read_each(entries: Any, read: Callable[[dict[str, Any]], T | None], found: list[T]) -> int:
    """Read every entry; how many could not be: one that is broken does not keep the others back."""
    unread = 0
    for entry in entries or []:
        try:
            one = read(entry)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            unread += 1
            continue
        if one is not None:
            found.append(one)
    return unread


def contents(message: dict[str, Any]) -> dict[str, Any]:
    """What a message is: its kind, and the text, file or choice that goes with it."""
    kind = message["type"]
    if kind in ("text", "button"):
        return {"kind": Kind.TEXT, "text": str(message[kind]["body" if kind == "text" else "text"])}
    if kind == "edit":
        return _edit(message["edit"])
    if kind == "interactive":
        reply = message["interactive"][message["interactive"]["type"]]
        return {"kind": Kind.CHOICE, "choice": str(reply["id"]), "text": str(reply.get("title", ""))}
    if kind in FILES:
        return _file(message[kind], kind)
    return {"kind": UNREAD.get(kind, Kind.SILENT if kind in SILENT else Kind.OTHER)}


def _edit(edit: dict[str, Any]) -> dict[str, Any]:
    changed = contents(edit["message"])
    if changed["kind"] is not Kind.TEXT:
        return {"kind": Kind.SILENT}
    return {**changed, "edits": str(edit["original_message_id"])}


def _file(media: dict[str, Any], kind: str) -> dict[str, Any]:
    if kind == "document" and not str(media.get("mime_type")).startswith(("image/", "video/")):
        return {"kind": Kind.OTHER}
    return {
        "kind": Kind.FILE,
        "text": str(media.get("caption", "")),
        "file": str(media["id"]),
        "album": BURST,
    }
