"""What a message of Twilio's form holds; every value of it is text."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.channels.interface import Kind
from gateway.channels.platform_fields import file_in_words, is_picture, place_in_words, small_number

MOST_FILES = 10
FILE_NAME = re.compile(r"[^\s/]{1,100}\.[A-Za-z0-9]{2,5}")


def contents(form: Mapping[str, str]) -> Iterable[tuple[int, dict[str, Any]]]:
    """What a message is: one or more of kind, text, file, choice, each with its place."""
    return enumerate(_contents(form))


def _contents(form: Mapping[str, str]) -> list[dict[str, Any]]:
    text = form.get("Body", "")
    if (opt_out := form.get("OptOutType", "").upper()) in ("STOP", "START"):
        return [{"kind": Kind.STOP_NEWS if opt_out == "STOP" else Kind.WANT_NEWS, "text": text}]
    if choice := form.get("ListId") or form.get("ButtonPayload"):
        return [{"kind": Kind.CHOICE, "choice": choice, "text": form.get("ListTitle", text)}]
    if form.get("Latitude"):
        names = form.get("Label"), form.get("Address")
        place = place_in_words(form["Latitude"], form.get("Longitude"), *names)
        return [{"kind": Kind.LOCATION, "text": place}]
    if form.get("MessageType") in ("sticker", "reaction"):
        return [{"kind": Kind.STICKER if form["MessageType"] == "sticker" else Kind.SILENT}]
    files = range(min(small_number(form.get("NumMedia", "0")), MOST_FILES))
    found = [_file(form, place, text if place == 0 else "") for place in files]
    return found or [{"kind": Kind.TEXT if text.strip() else Kind.OTHER, "text": text}]


def _file(form: Mapping[str, str], place: int, caption: str) -> dict[str, Any]:
    media_type, url = form.get(f"MediaContentType{place}", ""), form.get(f"MediaUrl{place}", "")
    name = caption if FILE_NAME.fullmatch(caption) else ""  # the only place where Twilio tells it
    if is_picture(media_type, name):
        return {"kind": Kind.FILE, "file": url, "text": "" if name else caption, "album": "burst"}
    if "vcard" in media_type:
        return {"kind": Kind.CARD}
    if media_type.startswith("audio/"):
        return {"kind": Kind.VOICE, "caption": "" if name else caption}
    known = file_in_words(name, media_type)
    return {"kind": Kind.DOCUMENT, "text": known, "caption": "" if name else caption}
