"""Where the bytes of evidence lie: a folder, or any store that fsspec knows."""

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

import fsspec  # type: ignore[import-untyped]  # it ships no types

from shop.errors import EvidenceError

PIECE = 1 << 20
BLOCK = 8 << 20  # what a remote store's file holds in memory; S3 takes no part under 5 MiB


@dataclass(frozen=True)
class Stored:
    """What was stored: its digest, its size, and the key it lies under."""

    sha256: str
    bytes: int
    key: str


class EvidenceStore:
    """Content-addressed: equal bytes are kept once, and what is read is checked against its name."""

    def __init__(self, url: str) -> None:
        """`url` is a folder or an fsspec URL such as s3://bucket/evidence."""
        if "://" not in url:
            url = f"file://{Path(url).absolute()}"
        self._files: Any
        self._files, self._root = fsspec.core.url_to_fs(url)

    async def put(self, source: bytes | BinaryIO) -> Stored:
        """Store bytes, or an open file from its present place to its end, read piece by piece."""
        return await asyncio.to_thread(self._put, source)

    async def read(self, key: str) -> bytes:
        """All bytes under `key`; `EvidenceError` if they are missing or not what was stored."""
        return await asyncio.to_thread(self._read, key)

    async def holds(self, stored: Stored) -> bool:
        """Whether the bytes are still there, whole."""
        return await asyncio.to_thread(self._holds, stored.key, stored.bytes)

    async def delete(self, key: str) -> None:
        """Forget the bytes; nothing happens if they are gone already."""
        await asyncio.to_thread(self._delete, key)

    async def aged(self, folder: str, before: datetime) -> list[str]:
        """The keys in one of the 256 folders (`00` to `ff`) whose bytes were last written before a moment."""
        return await asyncio.to_thread(self._aged, folder, before)

    def open(self, key: str) -> BinaryIO:
        """A file to stream from (blocking: read it in a thread)."""
        try:
            file: BinaryIO = self._files.open(self._path(key), "rb", block_size=PIECE)
        except FileNotFoundError as error:
            raise EvidenceError(f"no bytes under {key}") from error
        return file

    def _aged(self, folder: str, before: datetime) -> list[str]:
        try:
            paths: list[str] = self._files.ls(self._path(folder), detail=False)
        except FileNotFoundError:
            return []
        return [
            f"{folder}/{path.rsplit('/', 1)[-1]}" for path in paths if self._files.modified(path) < before
        ]

    def _put(self, source: bytes | BinaryIO) -> Stored:
        if isinstance(source, bytes):
            sha256, size = hashlib.sha256(source).hexdigest(), len(source)
        else:
            sha256, size = _digest_of_file(source)
        key = f"{sha256[:2]}/{sha256}"
        if not self._holds(key, size):
            self._write(key, source)
        return Stored(sha256, size, key)

    def _holds(self, key: str, size: int) -> bool:
        try:
            found: dict[str, Any] = self._files.info(self._path(key))
        except FileNotFoundError:
            return False
        return bool(found["size"] == size)

    def _write(self, key: str, source: bytes | BinaryIO) -> None:
        """Whole or not at all: written aside, then renamed."""
        path = self._path(key)
        self._files.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        aside = f"{path}.{uuid4().hex}.part"  # two writers of the same bytes must not meet
        with self._files.open(aside, "wb", block_size=BLOCK) as target:
            for piece in [source] if isinstance(source, bytes) else iter(lambda: source.read(PIECE), b""):
                target.write(piece)
        self._files.mv(aside, path)

    def _read(self, key: str) -> bytes:
        with self.open(key) as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != key.rsplit("/", 1)[-1]:
            raise EvidenceError(f"the bytes under {key} are damaged")
        return content

    def _delete(self, key: str) -> None:
        if self._files.exists(self._path(key)):
            self._files.rm_file(self._path(key))

    def _path(self, key: str) -> str:
        return f"{self._root.rstrip('/')}/{key}"


def _digest_of_file(source: BinaryIO) -> tuple[str, int]:
    start, digest, size = source.tell(), hashlib.sha256(), 0
    while piece := source.read(PIECE):
        digest.update(piece)
        size += len(piece)
    source.seek(start)
    return digest.hexdigest(), size
