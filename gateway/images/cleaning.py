"""One image, decoded and written anew: upright, at most so large, and nothing left of it but its pixels."""

import os
from dataclasses import dataclass
from math import sqrt

import pyvips

from gateway.errors import TooLarge, WrongMedia
from gateway.images.fingerprints import COLUMNS, ROWS, fingerprint
from gateway.images.formats import CUT_OFF, HEIF_ERRORS, UNREADABLE, Opened

QUALITY = 88
NO_MEMORY = "out of memory"  # libvips' words
WHITE = 255
KEPT_SIDE = 16_384  # browsers show no more
LUMA = [[0.299, 0.587, 0.114]]
FINE = 16  # pixels of the last step but one for each pixel of a fingerprint
ROWS_AT_WORK = 1800  # as measured: libvips works on some hundred, partly as floats
WORK_BYTES = 16 << 20


@dataclass(frozen=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    def within(self, pixels: int) -> "Size":
        """The same shape with no more pixels than that, and no side longer than is kept."""
        scale = min(1, sqrt(pixels / (self.width * self.height)), KEPT_SIDE / max(self.width, self.height))
        return Size(max(1, int(self.width * scale)), max(1, int(self.height * scale)))


def bytes_needed(opened: Opened, kept_pixels: int) -> int:
    """How much memory cleaning takes at most: what is held, rows at work, the result to be turned."""
    kept = Size(opened.width, opened.height).within(kept_pixels)
    turned = kept.width * kept.height * 3 if opened.turned else 0
    return opened.held + turned + opened.row * ROWS_AT_WORK + WORK_BYTES


def write_clean(opened: Opened, target: int, kept_pixels: int) -> str:
    """Write the image into an open file as a JPEG; its fingerprint. WrongMedia where it can't be decoded."""
    kept = Size(opened.width, opened.height).within(kept_pixels)
    for load in opened.loads:
        try:
            os.ftruncate(target, os.lseek(target, 0, os.SEEK_SET))
            image = _shown(load(opened.width / kept.width), kept, opened.turned)
            image.jpegsave_target(pyvips.Target.new_to_descriptor(target), Q=QUALITY, keep="none")
            return _fingerprint(target)
        except (pyvips.Error, *HEIF_ERRORS) as error:
            if NO_MEMORY in str(error):
                raise TooLarge("The image takes too much memory to open.") from error
            if load is opened.loads[-1] or CUT_OFF in str(error):
                raise WrongMedia(UNREADABLE) from error
    raise AssertionError("an image without a way to load it")


def _shown(image: pyvips.Image, kept: Size, turned: bool) -> pyvips.Image:
    """Upright, as large as it is kept, in red, green and blue, on white where it was transparent."""
    width, height = (kept.height, kept.width) if turned else (kept.width, kept.height)
    image = image.thumbnail_image(width, height=height, size="force")
    if image.hasalpha():
        image = image.flatten(background=WHITE)
    return image.colourspace("b-w" if image.bands == 1 else "srgb")


def _fingerprint(written: int) -> str:
    image = pyvips.Image.jpegload_source(pyvips.Source.new_from_descriptor(written), access="sequential")
    grey = image.recomb(LUMA) if image.bands == 3 else image
    across, down = grey.width // (COLUMNS * FINE), grey.height // (ROWS * FINE)
    rough = grey.shrink(max(1, across), max(1, down))
    small = rough.resize(COLUMNS / rough.width, vscale=ROWS / rough.height, kernel="lanczos3", gap=0)
    return fingerprint(small.cast("uchar").write_to_memory())
