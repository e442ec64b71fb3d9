"""Small files that make large pictures."""

from functools import cache

import pyvips


def _flat(width: int, height: int, bands: int = 3) -> pyvips.Image:
    return pyvips.Image.black(width, height, bands=bands).linear(1, [90] * bands).cast("uchar")


@cache
def png(width: int, height: int, interlaced: bool = False) -> bytes:
    """A PNG of one colour."""
    content: bytes = _flat(width, height).pngsave_buffer(interlace=interlaced)
    return content


@cache
def jpeg(width: int, height: int, progressive: bool = False) -> bytes:
    """A JPEG with some detail, as a phone takes it."""
    detail = pyvips.Image.sines(width, height, hfreq=width / 50, vfreq=height / 70).linear(100, 120)
    content: bytes = detail.bandjoin([detail, detail]).cast("uchar").jpegsave_buffer(interlace=progressive)
    return content


@cache
def gif(width: int, height: int) -> bytes:
    """A GIF of one colour."""
    content: bytes = _flat(width, height).gifsave_buffer()
    return content
