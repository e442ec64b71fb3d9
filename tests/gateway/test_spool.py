"""Files on their way are counted by conversation, address and process, and let go of their space at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import ValidationError

from gateway.errors import Problem, TooMany, Unavailable
from gateway.settings import Settings
from gateway.spool import Owner, Spool
from gateway.wiring import Gateway
from tests.gateway.conftest import ONLY_SQLITE
from tests.gateway.media import mp4, picture
from tests.gateway.shoppers import FAST, Shopper, new_shopper

HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
SIZES = {"spool_bytes": 30_000, "spool_address_bytes": 20_000, "spool_conversation_bytes": 10_000}
SMALL = Settings(**SIZES)  # type: ignore[arg-type]


def served(**more: Any) -> pytest.MarkDecorator:
    """A gateway with little room, and more settings."""
    made = Settings(**{**FAST, **SIZES, "conversation_files": 3, **more})  # type: ignore[arg-type]
    return pytest.mark.parametrize("settings", [made])


async def taken(spool: Spool, owner: Owner, amount: int) -> Problem | None:
    """Try to hold so much for ever; why not."""
    try:
        spool.take(owner, amount)
    except Problem as problem:
        return problem
    return None


async def test_each_conversation_each_address_and_the_process_have_room_of_their_own() -> None:
    spool = Spool(SMALL)
    assert await taken(spool, Owner("a", "x"), 10_000) is None
    assert isinstance(await taken(spool, Owner("a", "y"), 1), TooMany)
    assert await taken(spool, Owner("b", "x"), 10_000) is None
    assert isinstance(await taken(spool, Owner("c", "x"), 1), TooMany)
    assert await taken(spool, Owner("c"), 10_000) is None
    assert isinstance(await taken(spool, Owner("d", "z"), 1), Unavailable)
    spool.take(Owner("a", "x"), -10_000)
    assert await taken(spool, Owner("a", "x"), 10_000) is None
    assert spool.held == 30_000


async def test_a_file_has_no_name_and_takes_its_bytes_along(tmp_path: Path) -> None:
    spool = Spool(Settings(spool_folder=tmp_path, **SIZES))  # type: ignore[arg-type]
    with spool.file(Owner("a", "x")) as file:
        await file.write(b"x" * 9_000)
        assert spool.held == 9_000
        assert not list(tmp_path.iterdir())  # noqa: ASYNC240 (a folder of this test)
        with pytest.raises(TooMany):
            await file.write(b"x" * 1_001)
        assert file.size == 9_000
    assert spool.held == 0
    assert not spool._held and not spool._arriving


async def test_a_disk_that_is_full_is_an_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    with Spool(SMALL).file(Owner("a")) as file:

        def full(_: bytes) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(
            file, "content", type("Full", (), {"write": staticmethod(full), "close": file.content.close})
        )
        with pytest.raises(Unavailable):
            await file.write(b"x")


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="directory"):
        Settings(spool_folder=tmp_path / "nowhere")


class Sending:
    """A client that sends an upload as far as it is told to, and then waits."""

    def __init__(self, app: FastAPI, shopper: Shopper, *pieces: bytes) -> None:
        """Sends these pieces."""
        self._app, self._shopper, self._pieces = app, shopper, list(pieces)
        self.gone, self.asked, self.status = asyncio.Event(), 0, 0

    async def receive(self) -> dict[str, Any]:
        """The next piece; after the last one nothing, until the client goes away."""
        self.asked += 1
        if self._pieces:
            return {"type": "http.request", "body": self._pieces.pop(0), "more_body": True}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """What is answered."""
        self.status = message.get("status", self.status)

    async def run(self) -> int:
        """Send it; the status of the answer."""
        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/api/v1/conversations/{self._shopper.id}/uploads",
            "query_string": b"",
            "client": ("127.0.0.9", 1),
            "headers": [
                (b"authorization", f"Bearer {self._shopper.token}".encode()),
                (b"content-type", b"multipart/form-data; boundary=b"),
            ],
        }
        async with asyncio.timeout(20):
            await self._app(scope, self.receive, self.send)  # type: ignore[arg-type]
        return self.status


@asynccontextmanager
async def unfinished(gateway: Gateway, *sendings: Sending) -> AsyncIterator[list["asyncio.Task[int]"]]:
    """While this lasts these uploads are under way: all that they had to send was taken."""
    tasks = [asyncio.create_task(each.run()) for each in sendings]
    async with asyncio.timeout(20):
        while not all(each.asked > 1 or each.status for each in sendings):  # noqa: ASYNC110 (it has no event)
            await asyncio.sleep(0.005)
    try:
        yield tasks
    finally:
        for each in sendings:
            each.gone.set()
        await asyncio.gather(*tasks)


async def upload(shopper: Shopper, content: bytes) -> httpx.Response:
    """Send a file as a browser does."""
    url = f"/api/v1/conversations/{shopper.id}/uploads"
    return await shopper.client.post(url, files={"file": ("a", content)}, headers=shopper.headers)


@ONLY_SQLITE
@served(upload_stall_seconds=0.3)
async def test_an_upload_that_stalls_is_ended_and_holds_nothing(
    app: FastAPI, gateway: Gateway, shopper: Shopper
) -> None:
    async with unfinished(gateway, Sending(app, shopper, HEAD, b"x" * 8_000)) as (stalled,):
        assert gateway.spool.held == 8_000
        assert await stalled == 408
        assert gateway.spool.held == 0


@ONLY_SQLITE
@served()
async def test_an_upload_that_is_abandoned_holds_nothing(
    app: FastAPI, gateway: Gateway, shopper: Shopper
) -> None:
    sending = Sending(app, shopper, HEAD, b"x" * 8_000)
    async with unfinished(gateway, sending) as (task,):
        sending.gone.set()
        assert await task == 422
        assert gateway.spool.held == 0


@ONLY_SQLITE
@served()
async def test_a_conversation_that_sends_too_much_at_once_waits_and_others_do_not(
    app: FastAPI, gateway: Gateway, shopper: Shopper, client: httpx.AsyncClient
) -> None:
    async with unfinished(gateway, Sending(app, shopper, HEAD, b"x" * 9_500)):
        refused = await upload(shopper, picture())
        assert refused.status_code == 429
        assert refused.headers["Retry-After"]
        assert (await upload(await new_shopper(client), picture())).status_code == 201
        assert gateway.spool.held == 9_500
    assert (await upload(shopper, picture())).status_code == 201


@ONLY_SQLITE
@served()
async def test_a_conversation_that_is_full_is_told_so_before_a_byte_is_read(
    app: FastAPI, gateway: Gateway, shopper: Shopper
) -> None:
    for shade in range(3):
        assert (await upload(shopper, picture(shade=shade))).status_code == 201
    sending = Sending(app, shopper, HEAD, b"x")
    assert await sending.run() == 409
    assert sending.asked == 0


@ONLY_SQLITE
@served()
async def test_files_on_their_way_count_as_held(app: FastAPI, gateway: Gateway, shopper: Shopper) -> None:
    async with unfinished(gateway, *(Sending(app, shopper, HEAD, b"x") for _ in range(3))):
        sending = Sending(app, shopper, HEAD, b"x")
        assert await sending.run() == 409
        assert sending.asked == 0
    assert gateway.spool.arriving(shopper.id) == 0
    assert (await upload(shopper, picture())).status_code == 201


@ONLY_SQLITE
@served()
@pytest.mark.parametrize(("content", "status"), [(picture(), 201), (mp4(), 201), (b"no picture", 415)])
async def test_whatever_becomes_of_a_file_its_space_is_given_back(
    gateway: Gateway, shopper: Shopper, content: bytes, status: int
) -> None:
    assert (await upload(shopper, content)).status_code == status
    assert gateway.spool.held == 0


@ONLY_SQLITE
@served(upload_stall_seconds=0.3, upload_stall_bytes=2)
async def test_an_upload_that_is_slow_but_steady_arrives(
    app: FastAPI, gateway: Gateway, shopper: Shopper
) -> None:
    content = mp4()
    pieces = [HEAD, *(content[at : at + 20] for at in range(0, len(content), 20)), b"\r\n--b--\r\n"]
    sending = Sending(app, shopper)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(0.1)
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    sending.receive = receive  # type: ignore[method-assign]
    assert await sending.run() == 201
