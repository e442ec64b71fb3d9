"""What WhatsApp's webhooks hold: many messages and statuses in one, any of them of a shape unknown."""

from collections.abc import Callable, Iterator
from typing import Any

from gateway.channels.interface import Kind
from gateway.channels.platform_fields import (
    card_in_words,
    file_in_words,
    is_picture,
    listed,
    place_in_words,
    text_in,
    written,
)

BURST = "burst"  # photos of one album come as messages that do not name it
UNREAD = {"audio": Kind.VOICE, "sticker": Kind.STICKER}
SILENT = frozenset({"reaction", "revoke", "system", "request_welcome"})


def changes_of(data: Any) -> Iterator[Any]:
    """Every change of every entry; None in the place of one that isn't there."""
    for entry in listed(data.get("entry") if isinstance(data, dict) else None):
        yield from listed(entry.get("changes") if isinstance(entry, dict) else None)


def parts_of(value: dict[str, Any], name: str) -> list[Any]:
    """The messages or statuses of a change, which need not have any."""
    return listed(value[name]) if value.get(name) is not None else []


def contents(message: dict[str, Any]) -> dict[str, Any]:
    """What a message is: its kind, and the text, file or choice that goes with it."""
    kind = message["type"]
    if kind in READERS:
        return READERS[kind](message[kind])
    return {"kind": UNREAD.get(kind, Kind.SILENT if kind in SILENT else Kind.OTHER)}


def _text(written_by_hand: dict[str, Any]) -> dict[str, Any]:
    return {"kind": Kind.TEXT, "text": written(written_by_hand["body"])}


def _button(button: dict[str, Any]) -> dict[str, Any]:
    return {"kind": Kind.TEXT, "text": written(button["text"])}


def _choice(interactive: dict[str, Any]) -> dict[str, Any]:
    reply = interactive[interactive["type"]]
    return {"kind": Kind.CHOICE, "choice": written(reply["id"]), "text": text_in(reply.get("title"))}


def _edit(edit: dict[str, Any]) -> dict[str, Any]:
    changed = contents(edit["message"])
    if changed["kind"] is not Kind.TEXT:
        return {"kind": Kind.SILENT}
    return {**changed, "edits": written(edit["original_message_id"])}


def _document(media: dict[str, Any]) -> dict[str, Any]:
    name, media_type = media.get("filename"), media.get("mime_type")
    if is_picture(media_type, name):
        return _file(media)
    return {
        "kind": Kind.DOCUMENT,
        "text": file_in_words(name, media_type),
        "caption": text_in(media.get("caption")),
    }


def _file(media: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": Kind.FILE,
        "text": text_in(media.get("caption")),
        "file": written(media["id"]),
        "album": BURST,
    }


def _place(location: dict[str, Any]) -> dict[str, Any]:
    names = location.get("name"), location.get("address")
    said = place_in_words(location.get("latitude"), location.get("longitude"), *names)
    return {"kind": Kind.LOCATION, "text": said}


def _cards(contacts: Any) -> dict[str, Any]:
    cards = [_card(contact) for contact in listed(contacts) if isinstance(contact, dict)]
    return {"kind": Kind.CARD, "text": "; ".join(card for card in cards if card)}


def _card(contact: dict[str, Any]) -> str:
    name, ways = contact.get("name"), [*listed(contact.get("phones")), *listed(contact.get("emails"))]
    called = name.get("formatted_name") if isinstance(name, dict) else None
    known = [way for way in ways if isinstance(way, dict)]
    return card_in_words(called, [way.get("phone") or way.get("email") for way in known])


READERS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "text": _text,
    "button": _button,
    "edit": _edit,
    "interactive": _choice,
    "image": _file,
    "video": _file,
    "document": _document,
    "location": _place,
    "contacts": _cards,
}
