"""What a Telegram message holds, as its library reads it; any value may still be of another type."""

import re
from typing import Any

from telegram import Contact, Location, Message
from telegram.constants import MessageAttachmentType

from gateway.channels.interface import Kind
from gateway.channels.platform_fields import (
    card_in_words,
    file_in_words,
    is_picture,
    phone_of,
    place_in_words,
    text_in,
    written,
)

CONTENT = frozenset({*(each.value for each in MessageAttachmentType), "caption", "checklist", "text"})
_COMMAND = re.compile(r"/(\w+)(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


def contents(message: Message) -> dict[str, Any]:
    """What a message is: its kind, and the text, file or number that goes with it."""
    if message.text is not None:
        return _text(written(message.text))
    if (file := _file(message)) is not None:
        album = message.media_group_id
        return {"kind": Kind.FILE, "text": text_in(message.caption), "file": written(file), "album": album}
    if message.contact is not None:
        return _contact(message, message.contact)
    if message.location is not None or message.venue is not None:
        return {"kind": Kind.LOCATION, "text": _place(message)}
    caption = text_in(message.caption)
    if message.document is not None and not message.audio:
        known = file_in_words(message.document.file_name, message.document.mime_type)
        return {"kind": Kind.DOCUMENT, "text": known, "caption": caption}
    return {"kind": _other(message), "caption": caption}


def _other(message: Message) -> Kind:
    """What has no words or file for us; where nothing in it is a shopper's, it is a notice of Telegram's."""
    if message.voice or message.audio:
        return Kind.VOICE
    if message.sticker:
        return Kind.STICKER
    newer_than_the_library = message.api_kwargs
    wrote = message.effective_attachment or message.checklist or message.caption or newer_than_the_library
    return Kind.OTHER if wrote else Kind.SILENT


def has_content(message: dict[str, Any]) -> bool:
    """Whether a message that the library can't read holds what a shopper wrote: notices hold nothing."""
    return not CONTENT.isdisjoint(message)


def _text(text: str) -> dict[str, Any]:
    """What was written; a command may name the bot it is for, which in a private chat is this one."""
    command = _COMMAND.fullmatch(text)
    if command is None:
        return {"kind": Kind.TEXT, "text": text}
    name, rest = command[1].lower(), command[2] or ""
    kinds = {"start": Kind.START, "help": Kind.HELP, "stop": Kind.STOP_NEWS}
    if name in kinds:
        return {"kind": kinds[name], "text": rest if name == "start" else f"/{name}"}
    return {"kind": Kind.TEXT, "text": f"/{command[1]} {rest}".rstrip()}


def _file(message: Message) -> Any:
    """The file to be loaded: of a photo the largest size, of documents only pictures and videos."""
    document = message.document
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id
    if document and is_picture(document.mime_type, document.file_name):
        return document.file_id
    film = message.video or message.video_note
    return film.file_id if film else None


def _contact(message: Message, contact: Contact) -> dict[str, Any]:
    """The shopper's own number, which Telegram vouches for, or somebody's card."""
    if message.from_user and contact.user_id == message.from_user.id:
        phone = phone_of(written(contact.phone_number).removeprefix("+"))
        if phone is not None:
            return {"kind": Kind.CONTACT, "phone": phone}
    name = f"{text_in(contact.first_name)} {text_in(contact.last_name)}"
    return {"kind": Kind.CARD, "text": card_in_words(name, [contact.phone_number])}


def _place(message: Message) -> str:
    venue = message.venue
    location: Location | None = venue.location if venue else message.location
    names = [venue.title, venue.address] if venue else []
    if location is None:
        return place_in_words(None, None, *names)
    return place_in_words(location.latitude, location.longitude, *names)
