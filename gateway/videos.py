"""Videos: the container's structure is checked from first to last byte, without decoding."""

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from gateway.errors import WrongMedia
from gateway.sef_trailers import is_sef_trailer

# https://mp4ra.org/registered-types/brands; a file names its own and those whose rules it keeps
MP4_BRAND = re.compile(rb"isom|iso[1-9a-z]|mp4[12]|mp4v|avc[0-9]|hvc1|M4V[ -~]|dash|mmp4|MSNV|XAVC|f4v ")
SOUND_BRAND = re.compile(rb"M4[ABP] ")
MP4_CONTENT = {b"moov", b"mdat", b"moof"}
BOX_KIND = re.compile(rb"[\x20-\x7e\xa9][\x20-\x7e]{3}")
UUID = 16
EBML, SEGMENT = 0x1A45DFA3, 0x18538067
EBML_OTHERS = {0xEC, 0xBF}  # Void, CRC-32
MOST_BRANDS = 1024
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def video_type(source: BinaryIO, most_parts: int) -> str:
    """The media type of a sound MP4, QuickTime, 3GP or WebM/Matroska file; WrongMedia for anything else.

    A file of more than `most_parts` boxes or elements is refused: what is looked at is bounded.
    """
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    head = source.read(12)
    if head[4:8] == b"ftyp":
        return _mp4(source, size, most_parts)
    if head[:4] == EBML.to_bytes(4, "big"):
        return _webm(source, size, most_parts)
    raise WrongMedia("The file is not an image or a video that is accepted.")


def brands_of(head: bytes) -> list[bytes]:
    """The brands in a file's first box (ISO/IEC 14496-12, 4.3), its own first; none without such a box."""
    length = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or not 16 <= length <= MOST_BRANDS:
        return []
    others = head[16:length]
    return [head[8:12], *(others[at : at + 4] for at in range(0, len(others), 4))]


def looks_like_video(head: bytes) -> bool:
    """Whether a file begins as a video does."""
    return head[4:8] == b"ftyp" or head[:4] == EBML.to_bytes(4, "big")


def is_heif(head: bytes) -> bool:
    """Whether a file begins as a HEIC picture does, whose structure is that of a video."""
    return not HEIF_BRANDS.isdisjoint(brands_of(head)[:1])


def _mp4(source: BinaryIO, size: int, most_parts: int) -> str:
    source.seek(0)
    brands = brands_of(source.read(MOST_BRANDS))
    if not MP4_CONTENT & set(_boxes(source, size, most_parts)):
        raise WrongMedia("The video is not complete.")
    if brands and not SOUND_BRAND.fullmatch(brands[0]):
        if brands[0] == b"qt  ":
            return "video/quicktime"
        if brands[0][:2] == b"3g":
            return "video/3gpp"
        if any(MP4_BRAND.fullmatch(brand) for brand in brands):
            return "video/mp4"
    raise WrongMedia("The file is not a video of a kind that is accepted.")


def _boxes(source: BinaryIO, end: int, most_parts: int) -> Iterator[bytes]:
    """The kinds of the outermost boxes; they must fill the file exactly: nothing hides behind them."""
    at = 0
    for _ in range(most_parts):
        if at == end:
            return
        found = _box(source, at, end)
        if found is None:
            if _is_padding(source, at, end) or is_sef_trailer(source, at, end):
                return
            break
        kind, length = found
        yield kind
        at += length
    raise WrongMedia("The video's structure is broken.")


def _box(source: BinaryIO, at: int, end: int) -> tuple[bytes, int] | None:
    """Kind and length of the box at a place; None where there is none that ends in time."""
    source.seek(at)
    head = source.read(16)
    length, kind, least = int.from_bytes(head[:4], "big"), head[4:8], 8
    if length == 1:
        length, least = int.from_bytes(head[8:], "big"), 16
    elif length == 0 and kind == b"mdat":  # a recording's length may not be known when it begins
        length = end - at
    if kind == b"uuid":
        least += UUID
    fits = least <= length <= end - at
    return (kind, length) if fits and BOX_KIND.fullmatch(kind) else None


def _is_padding(source: BinaryIO, at: int, end: int) -> bool:
    """Whether nothing but zeros follows, as some cameras leave it: nothing can hide in them."""
    source.seek(at)
    while at < end:
        block = source.read(min(end - at, 65_536))
        if not block or any(block):
            return False
        at += len(block)
    return True


def _webm(source: BinaryIO, size: int, most_parts: int) -> str:
    document, at = b"", 0
    found: set[int] = set()
    for _ in range(most_parts):
        if at == size:
            break
        identity, length, body = _element(source, at)
        end = size if length is None else body + length
        if end > size or (length is None and identity != SEGMENT):
            raise WrongMedia("The video's structure is broken.")
        if identity == EBML:
            source.seek(body)
            document = source.read(min(end - body, 4096))
        elif identity != SEGMENT and identity not in EBML_OTHERS:
            raise WrongMedia("The video's structure is broken.")
        found.add(identity)
        at = end
    if at != size or SEGMENT not in found:
        raise WrongMedia("The video is not complete.")
    if b"webm" in document:
        return "video/webm"
    if b"matroska" in document:
        return "video/x-matroska"
    raise WrongMedia("The file is not a video of a kind that is accepted.")


def _element(source: BinaryIO, at: int) -> tuple[int, int | None, int]:
    """Id, length (None: to the end) and place of the body of the EBML element at a place."""
    source.seek(at)
    head = source.read(12)
    id_length = _vint_length(head[:1], 4)
    size_length = _vint_length(head[id_length : id_length + 1], 8)
    if len(head) < id_length + size_length:
        raise WrongMedia("The video's structure is broken.")
    raw = int.from_bytes(head[id_length : id_length + size_length], "big") & ((1 << 7 * size_length) - 1)
    unknown = raw == (1 << 7 * size_length) - 1
    return int.from_bytes(head[:id_length], "big"), None if unknown else raw, at + id_length + size_length


def _vint_length(first: bytes, most: int) -> int:
    length = 9 - first[0].bit_length() if first else 99
    if length > most:
        raise WrongMedia("The video's structure is broken.")
    return length
