"""Videos: the container's structure is checked from first to last byte, without decoding."""

import os
from collections.abc import Iterator
from typing import BinaryIO

from gateway.errors import WrongMedia

MP4_BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"dash",
    b"mmp4",
}
MP4_BOXES = {
    b"ftyp",
    b"moov",
    b"mdat",
    b"free",
    b"skip",
    b"wide",
    b"uuid",
    b"moof",
    b"mfra",
    b"sidx",
    b"styp",
    b"meta",
}
MP4_CONTENT = {b"moov", b"mdat", b"moof"}
EBML, SEGMENT = 0x1A45DFA3, 0x18538067
EBML_OTHERS = {0xEC, 0xBF}  # Void, CRC-32
MOST_PARTS = 20_000


def video_type(source: BinaryIO) -> str:
    """The media type of a sound MP4, QuickTime, 3GP or WebM/Matroska file; WrongMedia for anything else."""
    size = source.seek(0, os.SEEK_END)
    source.seek(0)
    head = source.read(12)
    if head[4:8] == b"ftyp":
        return _mp4(source, size, head[8:12])
    if head[:4] == EBML.to_bytes(4, "big"):
        return _webm(source, size)
    raise WrongMedia("The file is not an image or a video that is accepted.")


def _mp4(source: BinaryIO, size: int, brand: bytes) -> str:
    found = {kind for kind, _, _ in _boxes(source, 0, size, MP4_BOXES)}
    if not MP4_CONTENT & found:
        raise WrongMedia("The video is not complete.")
    if brand == b"qt  ":
        return "video/quicktime"
    if brand in MP4_BRANDS:
        return "video/mp4"
    if brand[:2] == b"3g":
        return "video/3gpp"
    raise WrongMedia("The file is not a video of a kind that is accepted.")


def _boxes(source: BinaryIO, start: int, end: int, known: set[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places; they must fill the space exactly, so that nothing hides behind them."""
    at = start
    for _ in range(MOST_PARTS):
        if at == end:
            return
        source.seek(at)
        head = source.read(8)
        length, kind, head_length = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1:
            length, head_length = int.from_bytes(source.read(8), "big"), 16
        if length == 0:
            length = end - at
        if head == bytes(len(head)) and _is_padding(source, at, end):
            return
        if len(head) < 8 or kind not in known or length < head_length or at + length > end:
            break
        yield kind, at + head_length, at + length
        at += length
    raise WrongMedia("The video's structure is broken.")


def _is_padding(source: BinaryIO, at: int, end: int) -> bool:
    """Whether nothing but zeros follows, as some cameras leave it: nothing can hide in them."""
    source.seek(at)
    while at < end:
        block = source.read(min(end - at, 65_536))
        if not block or any(block):
            return False
        at += len(block)
    return True


def _webm(source: BinaryIO, size: int) -> str:
    document, at = b"", 0
    found: set[int] = set()
    while at < size and len(found) < MOST_PARTS:
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
    if SEGMENT not in found:
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
