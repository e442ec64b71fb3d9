"""One file out of a multipart body, piece by piece as it arrives: never whole in memory."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import Request
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from gateway.errors import Invalid, TooLarge, TooSlow, WrongMedia
from gateway.media_settings import MediaSettings


class _FilePart:
    """Collects the pieces of the first part that has a file name; other parts are passed over."""

    def __init__(self, boundary: bytes, limits: MediaSettings) -> None:
        self.pieces: list[bytes] = []
        self.found = self.ended = False
        self._parts, self._most_parts = 0, limits.multipart_parts
        self._field = self._value = b""
        self._in_file = False
        self.parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._on_part_begin,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header_end,
                "on_part_data": self._on_data,
                "on_part_end": self._on_part_end,
                "on_end": self._on_end,
            },
            max_header_count=limits.multipart_headers,
            max_header_size=limits.multipart_header_bytes,
        )

    def _on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > self._most_parts:
            raise Invalid("The body has too many parts.")

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        if self._field.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            if b"filename" in options or options.get(b"name") == b"file":
                self._in_file = not self.found
                self.found = True
        self._field = self._value = b""

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self.pieces.append(data[start:end])

    def _on_part_end(self) -> None:
        self._in_file = False

    def _on_end(self) -> None:
        self.ended = True


async def file_pieces(request: Request, limits: MediaSettings) -> AsyncIterator[bytes]:
    """The file's bytes as they come; a body that is malformed, cut off or holds much beside it is refused."""
    part = _FilePart(_boundary(request), limits)
    beside = 0
    async for chunk in _stream(request, limits):
        try:
            part.parser.write(chunk)
        except MultipartParseError as error:
            raise Invalid("The body is not well-formed multipart/form-data.") from error
        beside += len(chunk) - sum(map(len, part.pieces))
        if beside > limits.multipart_bytes:
            raise TooLarge("The body holds too much beside the file.")
        for piece in part.pieces:
            yield piece
        part.pieces.clear()
    if not part.found or not part.ended:
        raise Invalid("The body must be complete and hold one file.")


async def _stream(request: Request, limits: MediaSettings) -> AsyncIterator[bytes]:
    """The body as it comes; TooSlow where it stalls.

    Waiting for the client uses up its patience, and bytes give it back: it may always stall for so many
    seconds, and go on for ever only with so many bytes in each of them.
    """
    most, more = limits.upload_stall_seconds, True
    left, seconds_a_byte = most, most / limits.upload_stall_bytes
    loop = asyncio.get_running_loop()
    while more:
        began = loop.time()
        try:
            async with asyncio.timeout(left):
                message = await request.receive()
        except TimeoutError:
            raise TooSlow("The upload stalled.") from None
        if message["type"] == "http.disconnect":
            raise Invalid("The body was cut off.")
        more = message.get("more_body", False)
        left = min(most, left - (loop.time() - began) + len(message["body"]) * seconds_a_byte)
        yield message["body"]


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data":
        raise WrongMedia("The body must be multipart/form-data.")
    if not 0 < len(boundary) <= 200:
        raise Invalid("The multipart boundary is missing.")
    return boundary
