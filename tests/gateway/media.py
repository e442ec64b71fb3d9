"""Small real files to upload."""

import io
import struct

from PIL import Image


def picture(kind: str = "JPEG", size: tuple[int, int] = (64, 48), shade: int = 0, gps: bool = False) -> bytes:
    """An image with a gradient, so that it has a fingerprint of its own."""
    image = Image.new("RGB", size)
    image.putdata(
        [
            ((x * 3 + shade) % 256, (y * 5) % 256, (x * y + shade) % 256)
            for y in range(size[1])
            for x in range(size[0])
        ]
    )
    target = io.BytesIO()
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "SecretCamera"
        exif.get_ifd(0x8825)[1] = "N"
    image.save(target, kind, **({"exif": exif, "comment": b"SecretComment"} if kind == "JPEG" else {}))
    return target.getvalue()


def box(kind: bytes, body: bytes) -> bytes:
    """One box of an MP4 file."""
    return struct.pack(">I", len(body) + 8) + kind + body


def mp4(brand: bytes = b"isom", tail: bytes = b"", others: bytes = b"isomiso2") -> bytes:
    """The smallest thing with the structure of an MP4 file; it keeps the rules of other brands."""
    return (
        box(b"ftyp", brand + b"\0\0\2\0" + others)
        + box(b"moov", b"\0" * 32)
        + box(b"mdat", b"\1" * 64)
        + tail
    )


def webm(document: bytes = b"webm", tail: bytes = b"") -> bytes:
    """The smallest thing with the structure of a WebM file."""
    head = b"\x42\x82" + bytes([0x80 | len(document)]) + document
    return (
        b"\x1a\x45\xdf\xa3"
        + bytes([0x80 | len(head)])
        + head
        + b"\x18\x53\x80\x67"
        + b"\x84"
        + b"\0\0\0\0"
        + tail
    )
