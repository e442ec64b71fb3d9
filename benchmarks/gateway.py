"""What the gateway adds to a turn, beside the same turn sent to Rasa directly, and how many turns it serves.

python -m benchmarks.gateway [--turns 300] [--seconds 15] [--clients 1 8 64]

The real processes on SQLite. Latency: in turn, one message to Rasa's webhook and the same message through the
gateway's web API (`?wait=true`), each in a conversation of its own; the difference is storing the message,
handing it to a worker, storing the answer, HTTP. Throughput: so many clients, each with its own conversation,
each sending as soon as it was answered.
"""

import argparse
import asyncio
import itertools
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.conversations.stack import Stack

STORE = "kilimall"
CYCLE = ("hello", "how long do refunds take?", "where is my order KM-1003?", "a@example.com", "thanks a lot")
WARM_UP = 20
SECONDS = 60.0


class Direct:
    """A conversation with Rasa alone, with the metadata that the gateway sends."""

    def __init__(self, http: httpx.AsyncClient, rasa: str, name: str) -> None:
        """`name` is the conversation's id."""
        self._http, self._url, self._name, self._sent = http, f"{rasa}/webhooks/rest/webhook", name, 0

    async def say(self, text: str) -> float:
        """Seconds until the answer is there."""
        self._sent += 1
        metadata: dict[str, Any] = {"store": STORE, "conversation": self._name, "message": str(self._sent)}
        metadata |= {"channel": "web", "address": self._name, "identity": None, "attachments": []}
        began = time.perf_counter()
        answer = await self._http.post(
            self._url, json={"sender": self._name, "message": text, "metadata": metadata}
        )
        took = time.perf_counter() - began
        if not answer.json():
            raise RuntimeError(f"no answer to {text!r}")
        return took


class Through:
    """A conversation through the gateway."""

    def __init__(self, http: httpx.AsyncClient, api: str, opened: dict[str, Any], address: str) -> None:
        """`opened` is what opening it answered."""
        self._http, self._url, self._sent = http, f"{api}/conversations/{opened['id']}/messages", 0
        self._headers = {"Authorization": f"Bearer {opened['token']}", "X-Forwarded-For": address}

    @classmethod
    async def open(cls, http: httpx.AsyncClient, api: str, address: str) -> "Through":
        """A new conversation from that address."""
        headers = {"X-Forwarded-For": address}
        answer = await http.post(f"{api}/stores/{STORE}/conversations", json={}, headers=headers)
        return cls(http, api, answer.raise_for_status().json(), address)

    async def say(self, text: str) -> float:
        """Seconds until the answer is there."""
        self._sent += 1
        body, began = {"id": str(self._sent), "text": text}, time.perf_counter()
        answer = await self._http.post(self._url, params={"wait": "true"}, json=body, headers=self._headers)
        took = time.perf_counter() - began
        if not answer.raise_for_status().json()["messages"]:
            raise RuntimeError(f"no answer to {text!r}")
        return took


def line(name: str, took: list[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    p99 = statistics.quantiles(took, n=100)[98]
    return f"{name}: median {statistics.median(took) * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms"


async def latency(http: httpx.AsyncClient, stack: Stack, turns: int) -> None:
    """Direct and through the gateway in turn, so that whatever else the machine does disturbs both."""
    rasa = f"http://127.0.0.1:{stack.ports['RASA_PORT']}"
    direct, through = Direct(http, rasa, "benchmark"), await Through.open(http, stack.url, "10.1.0.1")
    alone: list[float] = []
    behind: list[float] = []
    for number, text in zip(range(turns + WARM_UP), itertools.cycle(CYCLE), strict=False):
        pair = (await direct.say(text), await through.say(text))
        if number >= WARM_UP:
            alone.append(pair[0])
            behind.append(pair[1])
    added = [two - one for one, two in zip(alone, behind, strict=True)]
    print(f"{line('Rasa directly', alone)} ({turns} turns each)")
    print(line("through the gateway", behind))
    ratio = statistics.median(behind) / statistics.median(alone)
    print(f"{line('added, turn by turn', added)}; ratio of medians {ratio:.2f}", flush=True)


async def throughput(http: httpx.AsyncClient, stack: Stack, clients: int, seconds: float) -> None:
    """Turns a second that so many clients get."""
    opened = [await Through.open(http, stack.url, f"10.2.{clients}.{each}") for each in range(clients)]
    ends, took = time.perf_counter() + seconds, list[float]()

    async def talk(conversation: Through) -> None:
        for text in itertools.cycle(CYCLE):
            if time.perf_counter() > ends:
                return
            took.append(await conversation.say(text))

    began = time.perf_counter()
    await asyncio.gather(*(talk(each) for each in opened))
    rate = len(took) / (time.perf_counter() - began)
    print(f"{line(f'{clients} clients', took)}, {rate:.1f} turns/s", flush=True)


async def measure(stack: Stack, arguments: argparse.Namespace) -> None:
    """All of it, on a stack that is up."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
    async with httpx.AsyncClient(timeout=SECONDS, limits=limits) as http:
        await latency(http, stack, arguments.turns)
        for clients in arguments.clients:
            await throughput(http, stack, clients, arguments.seconds)


def main() -> None:
    """Start, measure, stop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        try:
            stack.start()
            asyncio.run(measure(stack, arguments))
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
