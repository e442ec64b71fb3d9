"""1,200 event streams with one token, from twelve addresses, held for twenty seconds, and one turn there."""

import asyncio
from urllib.parse import urlsplit

import httpx

from benchmarks.attacks.conversing import Conversing

STREAMS, AN_ADDRESS, AT_ONCE = 1_200, 100, 50
HELD_SECONDS, ANSWER_SECONDS = 20, 60
PIECE, LAST_CHUNK = 65_536, b"0\r\n\r\n"


class Streams:
    """Connections that ask for the events of one conversation, and how many were refused or ended."""

    def __init__(self, conversing: Conversing) -> None:
        """None yet."""
        self._conversing, self._url = conversing, urlsplit(conversing.url)
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._reading: list[asyncio.Task[None]] = []
        self.refused = self.ended = 0

    async def open(self, number: int) -> None:
        """One more; it is read until it ends."""
        headers = self._conversing.headers | {"X-Forwarded-For": f"10.2.{number // AN_ADDRESS}.1"}
        lines = [f"GET {self._url.path}/events HTTP/1.1", f"Host: {self._url.netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        async with self._gate:
            try:
                reader, writer = await asyncio.open_connection(self._url.hostname, self._url.port)
                writer.write("\r\n".join([*lines, "", ""]).encode())
                async with asyncio.timeout(ANSWER_SECONDS):
                    is_let_in = b" 200 " in await reader.readline()
            except (OSError, TimeoutError):
                is_let_in = False
        if is_let_in:
            self._reading.append(asyncio.create_task(self._read(reader, writer)))
        else:
            self.refused += 1

    async def _read(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while (piece := await reader.read(PIECE)) and not piece.endswith(LAST_CHUNK):
                pass
            self.ended += 1
        finally:
            writer.close()

    async def close(self) -> None:
        """Let go of all."""
        for each in self._reading:
            each.cancel()
        await asyncio.gather(*self._reading, return_exceptions=True)


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Open them, hold them, and talk in that conversation."""
    attacker = await Conversing.open(http, api, "10.1.1.1")
    streams = Streams(attacker)
    await asyncio.gather(*(streams.open(number) for number in range(STREAMS)))
    await asyncio.sleep(HELD_SECONDS)
    await attacker.say("hello")
    refused, ended = streams.refused, streams.ended
    await streams.close()
    return f"{refused} refused, {ended} replaced, a turn there {attacker.took[0] * 1000:.0f} ms"
