"""Videos are told by their structure; looking at one takes no more steps than are allowed."""

import io
import struct
from pathlib import Path

import pytest

from gateway.errors import WrongMedia
from gateway.videos import video_type
from tests.gateway.media import box, mp4, webm

DATA = Path(__file__).parent.parent / "data" / "media"
MOST = 100


class Counted(io.BytesIO):
    """A file that counts how often it is read, and how much."""

    reads = taken = 0

    def read(self, size: int | None = -1) -> bytes:
        """Read and count."""
        content = super().read(size)
        self.reads, self.taken = self.reads + 1, self.taken + len(content)
        return content


def told(content: bytes) -> str:
    """The media type."""
    return video_type(io.BytesIO(content), MOST)


def sef_trailer(*blocks: bytes, gap: bytes = b"", count: int | None = None) -> bytes:
    """What a Samsung camera writes behind a video."""
    data, entries = b"".join(blocks) + gap, b""
    back = len(data)
    for number, block in enumerate(blocks):
        entries += struct.pack("<2xHII", number, back, len(block))
        back -= len(block)
    head = b"SEFH" + struct.pack("<II", 106, len(blocks) if count is None else count)
    return data + head + entries + struct.pack("<I", len(head) + len(entries)) + b"SEFT"


@pytest.mark.parametrize(
    ("content", "most_reads"),
    [
        (b"\x1a\x45\xdf\xa3\x80" + b"\xec\x80" * 200_000, MOST + 5),
        (b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x80" * 100_000, MOST + 5),
        (b"\x1a\x45\xdf\xa3\x80" * 100_000, 2 * MOST + 5),
        (mp4() + box(b"free", b"") * 100_000, MOST + 5),
        (mp4() + box(b"free", b"") * 90 + bytes(65_536 * 20) + b"x", MOST + 30),
    ],
)
def test_a_file_of_empty_parts_is_refused_after_as_many_as_are_allowed(
    content: bytes, most_reads: int
) -> None:
    source = Counted(content)
    with pytest.raises(WrongMedia):
        video_type(source, MOST)
    assert source.reads <= most_reads
    assert source.taken <= 65_536 * 21 + 4096 * most_reads


def test_whatsapps_moving_pictures_with_a_box_of_their_own_are_videos() -> None:
    assert told((DATA / "wa_beam.mp4").read_bytes()) == "video/mp4"


@pytest.mark.parametrize(
    "brand", [b"iso7", b"iso8", b"iso9", b"isoa", b"MSNV", b"M4VH", b"M4VP", b"XAVC", b"mp41", b"hvc1"]
)
def test_a_brand_of_the_family_is_a_video_whatever_its_number(brand: bytes) -> None:
    assert told(mp4(brand, others=b"")) == "video/mp4"


def test_a_brand_of_a_makers_own_is_a_video_if_it_names_one_that_is_known() -> None:
    assert told(mp4(b"acme", others=b"acmemp42")) == "video/mp4"


@pytest.mark.parametrize(("brand", "others"), [(b"acme", b"acme"), (b"M4A ", b"M4A mp42"), (b"jp2 ", b"")])
def test_what_is_no_video_is_refused(brand: bytes, others: bytes) -> None:
    with pytest.raises(WrongMedia):
        told(mp4(brand, others=others))


def test_a_samsung_trailer_may_follow() -> None:
    assert told(mp4(tail=sef_trailer(b"MCC_Data" + b"310", b"Video_Info" + b"1"))) == "video/mp4"
    assert told(mp4(b"qt  ", tail=sef_trailer(b"one"))) == "video/quicktime"


@pytest.mark.parametrize(
    "tail",
    [
        b"PK\x03\x04<html>" + sef_trailer(b"one"),
        sef_trailer(b"one", gap=b"<script>"),
        sef_trailer(b"one", count=2),
        sef_trailer(b"one", count=2**31),
        sef_trailer(b"one") + b"<html>",
        b"SEFT",
        struct.pack("<I", 0) + b"SEFT",
        struct.pack("<I", 2**32 - 1) + b"SEFT",
        box(b"\0\1\2\3", b"not a name"),
        box(b"beam", b"")[:6],
        b"\0\0\0\0beam<html>",
        b"\0\0\0\1uuid" + struct.pack(">Q", 20) + b"1234",
        b"\0\0\0\x08uuid",
        bytes(100) + b"x",
    ],
)
def test_nothing_hides_outside_the_boxes(tail: bytes) -> None:
    with pytest.raises(WrongMedia):
        told(mp4(tail=tail))


def test_zeros_may_fill_the_end_and_a_last_box_may_reach_to_it() -> None:
    assert told(mp4(tail=bytes(100_000))) == "video/mp4"
    assert told(mp4(tail=b"\0\0\0\0mdat" + b"x" * 50)) == "video/mp4"


def test_a_webm_may_be_padded_by_empty_elements() -> None:
    assert told(webm(tail=b"\xec\x84abcd" * 10)) == "video/webm"
