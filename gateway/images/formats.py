"""The kinds of image that are taken, each opened by a loader that holds no more than it must.

libvips decodes PNG and most JPEG row by row, and shrinks JPEG and WebP while it decodes; nothing but its
loaders for these formats is ever given a shopper's bytes. HEIC is decoded by libheif, whole.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pi_heif
import pyvips

from gateway.errors import WrongMedia
from gateway.videos import MOST_BRANDS, is_heif

END_OF_JPEG = b"\xff\xd9"
UNREADABLE = "The file is not an image that can be read, or not a whole one."
HEIF_ERRORS = (ValueError, OSError, EOFError, RuntimeError, SyntaxError)
CUT_OFF = "premature end"  # libjpeg's words, whatever is cut off
JPEG_SHRINKS = (8, 4, 2)
HEIF_BYTES = 4.5  # for each pixel: its decoded planes, and the pixel made of them
TURNED = 5  # from this Exif orientation on width and height change places
Load = Callable[[float], pyvips.Image]


@dataclass(frozen=True)
class Opened:
    """An image of which only the header was read.

    `held` is how many bytes must be in memory at once to decode it, beside the rows that are worked on, each
    of `row` bytes. Any of `loads` decodes it as it is asked for, up to so many times smaller than it is; the
    first is the strictest.
    """

    width: int
    height: int
    turned: bool
    held: int
    row: int
    loads: Sequence[Load]


def open_image(file: int) -> Opened:
    """Read the header of the image in an open file; WrongMedia where it is none that is taken."""
    try:
        return _open(file)
    except (pyvips.Error, *HEIF_ERRORS) as error:
        raise WrongMedia(UNREADABLE) from error


def _open(file: int) -> Opened:
    head = os.pread(file, MOST_BRANDS, 0)
    if head.startswith(b"\xff\xd8\xff"):
        return _jpeg(file)
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(file)
    if head.startswith((b"GIF87a", b"GIF89a")):
        return _gif(file)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp(file)
    if is_heif(head):
        return _heif(file)
    raise WrongMedia("The file is not an image or a video that is accepted.")


def _source(file: int) -> pyvips.Source:
    return pyvips.Source.new_from_descriptor(file)


def _of_libvips(head: pyvips.Image, held: float, loads: Sequence[Load]) -> Opened:
    row = head.width * head.bands * (2 if head.format == "ushort" else 1)
    turned = (_field(head, "orientation") or 1) >= TURNED
    return Opened(head.width, head.height, turned, int(held), row, loads)


def _jpeg(file: int) -> Opened:
    size = os.fstat(file).st_size
    if os.pread(file, 2, size - 2) != END_OF_JPEG:
        # Phones forget it; what more is missing shows when it is decoded.
        os.pwrite(file, END_OF_JPEG, size)
    head = pyvips.Image.jpegload_source(_source(file), access="sequential")

    def load(smaller: float, fail_on: str) -> pyvips.Image:
        shrink = next((each for each in JPEG_SHRINKS if each <= smaller), 1)
        return pyvips.Image.jpegload_source(
            _source(file), access="sequential", shrink=shrink, fail_on=fail_on
        )

    bands = 1.5 if _field(head, "jpeg-chroma-subsample") == "4:2:0" else head.bands
    held = head.width * head.height * 2 * bands if _field(head, "jpeg-multiscan") else 0
    return _of_libvips(head, held, [partial(load, fail_on=each) for each in ("warning", "truncated")])


def _png(file: int) -> Opened:
    def load(_: float = 1) -> pyvips.Image:
        return pyvips.Image.pngload_source(_source(file), access="sequential", fail_on="truncated")

    head = load()
    whole = head.width * head.height * head.bands * (2 if head.format == "ushort" else 1)
    return _of_libvips(head, whole if _field(head, "interlaced") else 0, [load])


def _gif(file: int) -> Opened:
    def load(_: float = 1) -> pyvips.Image:
        return pyvips.Image.gifload_source(_source(file), access="sequential", fail_on="truncated")

    head = load()
    return _of_libvips(head, head.width * head.height * 4, [load])


def _webp(file: int) -> Opened:
    def load(smaller: float = 1) -> pyvips.Image:
        scale = 1 / max(smaller, 1)
        return pyvips.Image.webpload_source(
            _source(file), access="sequential", scale=scale, fail_on="truncated"
        )

    head = load()
    return _of_libvips(head, head.width * head.height * 4, [load])


def _heif(file: int) -> Opened:
    head = pi_heif.open_heif(os.fdopen(os.dup(file), "rb"), convert_hdr_to_8bit=True)
    (width, height), bands = head.size, len(head.mode)

    def load(_: float) -> pyvips.Image:
        rows = pyvips.Image.new_from_memory(head.data, head.stride, height, 1, "uchar")
        image = rows.crop(0, 0, width * bands, height).bandfold(factor=bands)
        return image.copy(interpretation="srgb" if bands >= 3 else "b-w")

    return Opened(width, height, False, int(width * height * HEIF_BYTES), 0, [load])


def _field(image: pyvips.Image, name: str) -> Any:
    return image.get(name) if image.get_typeof(name) else None
