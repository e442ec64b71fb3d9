"""A body's parts and headers are counted: what is looked at is bounded, whatever is sent."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import Request

from gateway.errors import Invalid, Problem, TooLarge
from gateway.settings import Settings
from gateway.web import multipart
from gateway.web.multipart import file_pieces

HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
END = b"\r\n--b--\r\n"
CHUNK = 4096
LIMITS = Settings(multipart_parts=4, multipart_headers=3, multipart_header_bytes=256, multipart_bytes=16_384)


class Sending:
    """A client that sends a body piece by piece, and how much of it was taken."""

    def __init__(self, body: bytes) -> None:
        """Nothing is sent before it is asked for."""
        self._body, self.taken = body, 0

    async def receive(self) -> dict[str, Any]:
        """The next piece."""
        piece = self._body[self.taken : self.taken + CHUNK]
        self.taken += len(piece)
        return {"type": "http.request", "body": piece, "more_body": self.taken < len(self._body)}

    def pieces(self, limits: Settings = LIMITS) -> AsyncIterator[bytes]:
        """The pieces of the file in it."""
        headers = [(b"content-type", b"multipart/form-data; boundary=b")]
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
        return file_pieces(Request(scope, self.receive), limits)


async def refusal(sending: Sending) -> Problem:
    """What the body is refused with."""
    with pytest.raises(Problem) as caught:
        async for _ in sending.pieces():
            pass
    return caught.value


async def test_a_file_of_many_pieces_comes_whole_and_other_fields_may_stand_around_it() -> None:
    content = bytes(range(256)) * 400
    field = b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n'
    sending = Sending(field + HEAD + content + b"\r\n" + field + b"--b--\r\n")
    assert b"".join([piece async for piece in sending.pieces()]) == content


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\n\r\n\r\n" * 400_000,
        HEAD + b"\r\n--b\r\nX: y\r\n\r\n" * 200_000 + END,
        HEAD + b"x" + b"\r\n--b\r\n\r\n" * 400_000 + END,
    ],
)
async def test_empty_parts_end_the_reading_soon(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = 0

    def counting(self: Any) -> None:
        nonlocal begun
        begun += 1
        original(self)

    original = multipart._FilePart._on_part_begin
    monkeypatch.setattr(multipart._FilePart, "_on_part_begin", counting)
    sending = Sending(body)
    assert isinstance(await refusal(sending), Invalid)
    assert begun == LIMITS.multipart_parts + 1
    assert sending.taken <= CHUNK


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\nX: " + b"a" * 1_000_000,
        b"--b\r\n" + b"a" * 1_000_000,
        b"--b\r\n" + b"a: b\r\n" * 100_000,
    ],
)
async def test_headers_without_end_are_refused_within_their_limit(body: bytes) -> None:
    sending = Sending(body)
    assert isinstance(await refusal(sending), Invalid)
    assert sending.taken <= CHUNK


@pytest.mark.parametrize(
    "body",
    [
        b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n' + b"x" * 1_000_000 + END,
        HEAD + b"x" + END + b"x" * 1_000_000,
        b"\r\n" * 500_000 + HEAD,
    ],
)
async def test_what_stands_beside_the_file_is_bounded(body: bytes) -> None:
    sending = Sending(body)
    assert isinstance(await refusal(sending), TooLarge)
    assert sending.taken <= LIMITS.multipart_bytes + CHUNK
