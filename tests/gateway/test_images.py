"""Whatever kind of image a phone sends is taken, and costs no more memory than was reckoned."""

import io
import json
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
import pyvips
from PIL import Image, ImageCms

from gateway.errors import Problem, TooLarge, WrongMedia
from gateway.images.fingerprints import distance
from gateway.images.pool import COMMAND, ENVIRONMENT, ImagePool
from gateway.images.process import Terms
from gateway.settings import Settings
from tests.gateway.media import picture

DATA = Path(__file__).parent.parent / "data" / "media"
PHOTO = (8160, 6144)
MEASURED = """import pathlib, runpy
runpy.run_module("gateway.images.process", run_name="__main__")
print(pathlib.Path("/proc/self/status").read_text())"""


@pytest.fixture
def pool() -> ImagePool:
    """Processes as they are set up by default."""
    return ImagePool(Settings())


async def cleaned(pool: ImagePool, content: bytes) -> Image.Image:
    """The image as it is kept."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
        source.write(content)
        source.flush()
        await pool.clean(source, target)
        target.seek(0)
        kept = Image.open(io.BytesIO(target.read()))
        kept.load()
    assert kept.format == "JPEG"
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    return kept


async def refusal(pool: ImagePool, content: bytes) -> Problem:
    """Why the image is not taken."""
    with pytest.raises(Problem) as caught:
        await cleaned(pool, content)
    return caught.value


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    """The image as a file."""
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def large(size: tuple[int, int], bands: int = 3) -> pyvips.Image:
    """A picture of any size that takes no memory."""
    return pyvips.Image.black(*size, bands=bands).linear(1, [90] * bands).cast("uchar")


async def test_grey_of_16_bits_keeps_its_shades(pool: ImagePool) -> None:
    kept = await cleaned(pool, (DATA / "gray16.png").read_bytes())
    shades = [kept.convert("L").getpixel((column, 100)) for column in (0, 64, 128, 192, 255)]
    assert all(abs(found - wanted) <= 2 for found, wanted in zip(shades, (0, 64, 128, 192, 255), strict=True))


@pytest.mark.parametrize("size", [(1, 16_384), (16_384, 1), (1, 1), (1, 65_535), (65_535, 2)])
@pytest.mark.parametrize("shades", ["ushort", "uchar"])
async def test_a_picture_may_have_any_shape(pool: ImagePool, size: tuple[int, int], shades: str) -> None:
    content = pyvips.Image.black(*size).cast(shades).pngsave_buffer()
    kept = await cleaned(pool, content)
    assert max(kept.size) == min(max(size), 16_384)
    assert min(kept.size) >= 1


@pytest.mark.parametrize("orientation", [1, 6])
async def test_a_photo_of_50_megapixels_is_taken_and_scaled(pool: ImagePool, orientation: int) -> None:
    image = large(PHOTO)
    image.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    kept = await cleaned(pool, image.jpegsave_buffer())
    assert 12_000_000 < kept.width * kept.height <= Settings().image_kept_pixels
    assert (kept.width > kept.height) == (orientation == 1)


async def test_a_long_screenshot_is_taken_and_stays_readable(pool: ImagePool) -> None:
    kept = await cleaned(pool, large((1080, 17_000), 4).pngsave_buffer())
    assert kept.width > 800


@pytest.mark.parametrize("progressive", [False, True])
async def test_a_jpeg_without_its_end_marker_is_whole(pool: ImagePool, progressive: bool) -> None:
    content = saved(Image.open(io.BytesIO(picture())), "JPEG", progressive=progressive)
    assert content.endswith(b"\xff\xd9")
    assert (await cleaned(pool, content[:-2])).size == (64, 48)


@pytest.mark.parametrize("end", [b"", b"\xff\xd9"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
async def test_half_a_picture_is_none(pool: ImagePool, kind: str, end: bytes) -> None:
    content = picture(kind, (300, 200))
    assert isinstance(await refusal(pool, content[: len(content) // 2] + end), WrongMedia)


async def test_what_a_camera_wrote_carelessly_is_read_all_the_same(pool: ImagePool) -> None:
    content = picture()
    assert (await cleaned(pool, content[:20] + b"\0\0" + content[20:])).size == (64, 48)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
async def test_a_colour_profile_of_3_megabytes_does_no_harm(pool: ImagePool, kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + bytes(3_000_000)
    profile = struct.pack(">I", len(profile)) + profile[4:]
    content = saved(Image.open(io.BytesIO(picture())), kind, icc_profile=profile)
    assert (await cleaned(pool, content)).size == (64, 48)


async def test_a_heic_photo_of_an_iphone_is_taken(pool: ImagePool) -> None:
    assert (await cleaned(pool, (DATA / "photo.heic").read_bytes())).size == (64, 48)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGBA", "I;16", "CMYK"])
async def test_every_kind_of_colour_is_taken(pool: ImagePool, mode: str) -> None:
    image = Image.open(io.BytesIO(picture(size=(90, 80))))
    image = image.convert("I").convert(mode) if mode == "I;16" else image.convert(mode)
    kept = await cleaned(pool, saved(image, "TIFF" if mode == "?" else "JPEG" if mode == "CMYK" else "PNG"))
    assert kept.size == (90, 80)
    assert kept.mode in {"L", "RGB"}


async def test_what_is_transparent_becomes_white(pool: ImagePool) -> None:
    kept = await cleaned(pool, saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"))
    assert kept.convert("L").getpixel((20, 20)) == 255


async def test_more_pixels_than_are_allowed_are_refused_from_the_header(pool: ImagePool) -> None:
    assert isinstance(await refusal(pool, large((16_000, 16_000)).pngsave_buffer()), TooLarge)


async def test_what_would_take_too_much_memory_is_refused_from_the_header() -> None:
    small = ImagePool(Settings(image_memory_bytes=32_000_000))
    assert isinstance(await refusal(small, large((7000, 7000)).pngsave_buffer(interlace=True)), TooLarge)
    assert (await cleaned(small, picture())).size == (64, 48)


async def test_a_picture_packed_or_sized_anew_has_nearly_the_same_fingerprint(pool: ImagePool) -> None:
    image = Image.open(io.BytesIO(picture(size=(900, 700))))
    prints = []
    for content in (saved(image, "PNG"), saved(image.resize((450, 350)), "JPEG", quality=60), picture("GIF")):
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
            source.write(content)
            source.flush()
            prints.append(await pool.clean(source, target))
    assert distance(prints[0], prints[1]) <= 6
    assert distance(prints[0], prints[2]) > 6


def worst(kind: str) -> Iterator[bytes]:
    """Files that are small and make large pictures."""
    image = large((7000, 7000))
    yield from {
        "png": [image.pngsave_buffer()],
        "png with alpha": [large((7000, 7000), 4).pngsave_buffer()],
        "interlaced png": [image.pngsave_buffer(interlace=True)],
        "jpeg": [large(PHOTO).jpegsave_buffer()],
        "progressive jpeg": [large(PHOTO).jpegsave_buffer(interlace=True)],
        "webp": [image.webpsave_buffer(lossless=True, effort=0)],
        "gif": [large((5000, 5000)).gifsave_buffer()],
        "wide": [large((40_000, 500), 4).pngsave_buffer()],
    }[kind]


@pytest.mark.parametrize(
    "kind", ["png", "png with alpha", "interlaced png", "jpeg", "progressive jpeg", "webp", "gif", "wide"]
)
def test_no_kind_of_image_takes_more_memory_than_was_reckoned(kind: str) -> None:
    for content in worst(kind):
        with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as target:
            source.write(content)
            source.flush()
            needed, at_first, at_most = opened_apart(source, target)
        assert at_most - at_first <= needed


def opened_apart(source: BinaryIO, target: BinaryIO) -> tuple[int, int, int]:
    """Open an image in a process of its own; bytes it asked for, its memory by then, and at its peak."""
    terms = Terms(200_000_000, 12_600_000, 1 << 30, 60, 60, 1 << 26).argument()
    files = source.fileno(), target.fileno()
    process = subprocess.Popen(
        [COMMAND[0], "-I", "-c", MEASURED, *map(str, files), terms],
        pass_fds=files,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin and process.stdout
    assert json.loads(process.stdout.readline()) == {"started": "yes"}
    needed = json.loads(process.stdout.readline())["needed"]
    at_first = memory(Path(f"/proc/{process.pid}/status").read_text(), "VmRSS")
    print("go", file=process.stdin, flush=True)
    assert "fingerprint" in json.loads(process.stdout.readline())
    at_most = memory(process.stdout.read(), "VmHWM")
    process.communicate()
    return needed, at_first, at_most


def memory(status: str, what: str) -> int:
    """So many bytes, by the system's own account of a process."""
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith(what))
