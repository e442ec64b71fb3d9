"""A connection that doesn't come to the point is closed; one that does is left alone."""

import socket
import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from gateway.web import hurry
from tests.gateway.serving import served

GET = b"GET /hello HTTP/1.1\r\nHost: gateway\r\n"
LATE = 0.5


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, int]]:
    """A server with little patience."""
    monkeypatch.setattr(hurry, "HEADER_SECONDS", LATE)
    app = FastAPI()

    @app.get("/hello")
    def hello() -> str:
        time.sleep(LATE * 2)  # an answer may take as long as it takes
        return "hello"

    with served(app) as url:
        yield "127.0.0.1", int(url.rsplit(":", 1)[1])


@pytest.mark.parametrize("start", [b"", b"GET ", GET, GET + b"X-Slow: "])
def test_headers_that_do_not_come_end_the_connection(address: tuple[str, int], start: bytes) -> None:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(start)
        assert connection.recv(100) == b""


def test_a_slow_answer_is_waited_for_and_the_next_request_must_hurry(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(GET + b"\r\n")
        assert connection.recv(4000).startswith(b"HTTP/1.1 200")
        connection.sendall(b"GET ")
        rest = b""
        while piece := connection.recv(4000):
            rest += piece
        assert b"HTTP/1.1" not in rest
