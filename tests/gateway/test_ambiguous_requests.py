"""A request that a proxy and we could read as two is refused, and nothing behind it is served."""

import socket
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from gateway.web.app import create_app
from gateway.wiring import Gateway
from tests.gateway.conftest import ONLY_SQLITE
from tests.gateway.serving import served

HIDDEN = b"GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
PATH = b"POST /api/v1/stores/x/conversations HTTP/1.1\r\nHost: a\r\n"
CHUNKED = b"0\r\n\r\n" + HIDDEN
AMBIGUOUS = {
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a list of lengths": b"Content-Length: 0, 0\r\n\r\n" + HIDDEN,
    "a signed length": b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "a length that is none": b"Content-Length: 0x0\r\n\r\n" + HIDDEN,
    "chunks that are not the last coding": b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKED,
    "a coding with a blank before its colon": b"Transfer-Encoding : chunked\r\n\r\n" + CHUNKED,
    "a folded header": b"Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n\r\n" + CHUNKED,
    "a chunk of a negative size": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n" + HIDDEN,
    "a chunk of more than there can be": b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 17 + b"\r\n" + HIDDEN,
}


@ONLY_SQLITE
@pytest.mark.parametrize("kind", AMBIGUOUS)
async def test_what_is_hidden_behind_an_ambiguous_request_is_not_served(gateway: Gateway, kind: str) -> None:
    app: FastAPI = create_app(gateway)
    with served(app) as address:
        answer = _answers(address, PATH + AMBIGUOUS[kind])
    assert b'"status":"ok"' not in answer
    assert answer.count(b"HTTP/1.1 ") <= 1


def _answers(address: str, request: bytes) -> bytes:
    url = urlsplit(address)
    with socket.create_connection((url.hostname, url.port), timeout=3) as connection:
        connection.sendall(request)
        found = b""
        try:
            while piece := connection.recv(65_536):
                found += piece
        except (TimeoutError, ConnectionResetError):
            pass
    return found
