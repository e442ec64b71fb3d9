"""A connection that doesn't come to the point is closed; one that does is left alone."""

import socket
import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, Request

from gateway.web.header_timeout import HEADER_BYTES, HeaderTimeout
from tests.gateway.serving import served

GET = b"GET /hello HTTP/1.1\r\nHost: gateway\r\n"
LATE = 0.5
MOST_SENT = 16 * 1024 * 1024  # more than sockets buffer, and sent long before the time is over


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    """A server with little patience."""
    app = FastAPI()

    @app.get("/hello")
    def hello() -> str:
        time.sleep(LATE * 2)  # an answer may take as long as it takes
        return "hello"

    @app.post("/hello")
    async def length(request: Request) -> int:
        return len(await request.body())

    with served(HeaderTimeout(app, LATE)) as url:
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


def answer(connection: socket.socket) -> bytes:
    """A whole answer, in however many pieces it comes."""
    found = b""
    while b"\r\n\r\n" not in found or found.endswith(b"\r\n\r\n"):
        found += connection.recv(4000)
    return found


def test_headers_without_an_end_are_not_read_for_ever() -> None:
    sent = 0
    with served(FastAPI()) as url, socket.socket() as connection:
        connection.connect(("127.0.0.1", int(url.rsplit(":", 1)[1])))
        with pytest.raises(ConnectionError):
            connection.sendall(GET + b"X-Endless: ")
            while sent < MOST_SENT:
                sent += connection.send(b"a" * 4096)


def test_many_requests_on_one_connection_and_long_bodies_are_no_endless_headers(
    address: tuple[str, int],
) -> None:
    body = b"a" * (4 * HEADER_BYTES)
    head = b"POST /hello HTTP/1.1\r\nHost: gateway\r\nContent-Length: %d\r\n\r\n" % len(body)
    with socket.create_connection(address, timeout=10) as connection:
        for _ in range(3):
            connection.sendall(head)
            time.sleep(LATE * 1.5)  # a body has a time of its own
            connection.sendall(body)
            assert answer(connection).endswith(b"%d" % len(body))


def test_a_refusal_is_heard_by_whoever_still_sends_a_long_body(address: tuple[str, int]) -> None:
    body = b"a" * (8 * HEADER_BYTES)
    head = b"POST /refused HTTP/1.1\r\nHost: gateway\r\nContent-Length: %d\r\n\r\n" % len(body)
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(head)
        time.sleep(LATE / 2)  # the answer is there before the body
        connection.sendall(body + GET + b"\r\n")
        assert answer(connection).startswith(b"HTTP/1.1 404")
        assert answer(connection).startswith(b"HTTP/1.1 200")


def test_a_connection_that_ends_is_forgotten() -> None:
    watch = HeaderTimeout(FastAPI())
    with served(watch) as url:
        address = ("127.0.0.1", int(url.rsplit(":", 1)[1]))
        with socket.create_connection(address, timeout=10) as connection:
            connection.sendall(b"GET /nothing HTTP/1.1\r\nHost: gateway\r\n\r\n")
            assert connection.recv(4000).startswith(b"HTTP/1.1 404")
            assert list(watch.connections) == [connection.getsockname()]
    assert watch.connections == {}
