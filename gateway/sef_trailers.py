"""The trailer that Samsung's cameras write behind a file's own structure.

Blocks of data, then `SEFH`, version, number of blocks, for each block two bytes unused, its type, how far
before `SEFH` it begins and its length; then the length of all from `SEFH` on and `SEFT`, all little-endian
(read as ExifTool does: https://exiftool.org/TagNames/Samsung.html#Trailer).
"""

import struct
from typing import BinaryIO

DIRECTORY, ENTRY, TAIL = struct.Struct("<4sII"), struct.Struct("<2xHII"), struct.Struct("<I4s")
MOST_BLOCKS = 256


def is_sef_trailer(source: BinaryIO, at: int, end: int) -> bool:
    """Whether all from `at` to `end` is one such trailer whose blocks leave no byte between them."""
    if end - at < DIRECTORY.size + TAIL.size:
        return False
    source.seek(end - TAIL.size)
    length, mark = TAIL.unpack(source.read(TAIL.size))
    directory = end - TAIL.size - length
    if mark != b"SEFT" or directory < at or length < DIRECTORY.size:
        return False
    source.seek(directory)
    mark, _, count = DIRECTORY.unpack(source.read(DIRECTORY.size))
    if mark != b"SEFH" or count > MOST_BLOCKS or length != DIRECTORY.size + count * ENTRY.size:
        return False
    entries = ENTRY.iter_unpack(source.read(count * ENTRY.size))
    return _fill(sorted((directory - back, size) for _, back, size in entries), at, directory)


def _fill(blocks: list[tuple[int, int]], start: int, end: int) -> bool:
    at = start
    for begin, size in blocks:
        if begin != at:
            return False
        at += size
    return at == end
