"""Images: taken apart and put together anew, so that nothing but pixels is left of them."""

import warnings
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from gateway.errors import TooLarge, WrongMedia

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
UNREADABLE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError)
LONGEST_SIDE = 16_384
KEPT_SIDE = 4_096
QUALITY = 88
HASH_SIDE = 8


@dataclass(frozen=True)
class CleanImage:
    """What was written: its media type, and a fingerprint that survives re-encoding and resizing."""

    media_type: str
    fingerprint: str


def clean_image(source: BinaryIO, target: BinaryIO, most_pixels: int) -> CleanImage:
    """Decode an image and write it anew, upright and without metadata; blocking, so call it in a thread."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limit warns; ours refuses
            with Image.open(source, formats=FORMATS) as opened:
                _require_bearable(opened.size, most_pixels)
                opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
                opened.load()
                image = ImageOps.exif_transpose(opened)
    except Image.DecompressionBombError as error:
        raise TooLarge("The image has too many pixels.") from error
    except UNREADABLE as error:
        raise WrongMedia("The file is not an image that can be read.") from error
    image.thumbnail((KEPT_SIDE, KEPT_SIDE), Image.Resampling.LANCZOS)
    return CleanImage(_write(image, target), fingerprint(image))


def _require_bearable(size: tuple[int, int], most_pixels: int) -> None:
    width, height = size
    if width * height > most_pixels or max(size) > LONGEST_SIDE:
        raise TooLarge("The image has too many pixels.")


def _write(image: Image.Image, target: BinaryIO) -> str:
    transparent = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if transparent else "RGB")
    bare = Image.frombytes(plain.mode, plain.size, plain.tobytes())  # info, profiles and comments stay behind
    if transparent:
        bare.save(target, "PNG")
        return "image/png"
    bare.save(target, "JPEG", quality=QUALITY)
    return "image/jpeg"


def fingerprint(image: Image.Image) -> str:
    """A difference hash of 64 bits: pictures that look alike differ in few of them."""
    grey = image.convert("L").resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.LANCZOS)
    rows = grey.tobytes()
    width = HASH_SIDE + 1
    bits = [
        rows[row * width + column] > rows[row * width + column + 1]
        for row in range(HASH_SIDE)
        for column in range(HASH_SIDE)
    ]
    return f"{sum(bit << place for place, bit in enumerate(bits)):016x}"


def distance(one: str, other: str) -> int:
    """In how many bits two fingerprints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()
