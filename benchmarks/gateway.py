"""What the gateway adds to a turn, beside the same turn sent to Rasa directly, and how many turns it serves.

python -m benchmarks.gateway [--base CHECKOUT] [--quick] [--turns 300] [--seconds 15] [--clients 1 8 64]

The real processes on SQLite. Latency: in turn, one message to Rasa's webhook and the same message through the
gateway's web API (`?wait=true`), each in a conversation of its own; the difference is storing the message,
handing it to a worker, storing the answer, HTTP. Throughput: so many clients, each with its own conversation,
each sending as soon as it was answered. Processor time is that of the gateway's process alone.

With `--base` another checkout of the project, with its environments installed, is served beside this one and
measured alternately: the machine's other work disturbs both alike. With `--quick` Rasa is one that answers at
once: what is left is the gateway.
"""

import argparse
import asyncio
import itertools
import statistics
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from benchmarks.gateway_servers import Checkout, Served, before_an_instant_rasa, whole_stacks

STORE = "kilimall"
CYCLE = ("hello", "how long do refunds take?", "where is my order KM-1003?", "a@example.com", "thanks a lot")
WARM_UP = 20
SECONDS = 60.0
STRETCHES = 4
ROOT = Path(__file__).resolve().parents[1]


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
    return f"{name}: median {statistics.median(took) * 1000:.2f} ms, p99 {p99 * 1000:.2f} ms"


@dataclass
class Side:
    """What was measured of one gateway; times in seconds."""

    served: Served
    direct: list[float] = field(default_factory=list)
    through: list[float] = field(default_factory=list)
    took: list[float] = field(default_factory=list)
    busy: float = 0.0
    cpu: float = 0.0

    @property
    def added(self) -> list[float]:
        """What the gateway added, turn by turn."""
        return [two - one for one, two in zip(self.direct, self.through, strict=True)]

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.took) / self.busy


async def latency(http: httpx.AsyncClient, sides: list[Side], turns: int) -> None:
    """Directly and through each gateway in turn, so that whatever else the machine does disturbs all."""
    pairs = [
        (
            Direct(http, side.served.rasa, f"benchmark-{side.served.name}"),
            await Through.open(http, side.served.api, "10.1.0.1"),
        )
        for side in sides
    ]
    for number, text in zip(range(turns + WARM_UP), itertools.cycle(CYCLE), strict=False):
        for side, (direct, through) in zip(sides, pairs, strict=True):
            alone, before = await direct.say(text), side.served.cpu_seconds()
            behind = await through.say(text)
            if number >= WARM_UP:
                side.direct.append(alone)
                side.through.append(behind)
                side.cpu += side.served.cpu_seconds() - before
    for side in sides:
        name = side.served.name
        print(f"{line(f'{name}: Rasa directly', side.direct)} ({turns} turns each)")
        print(line(f"{name}: through the gateway", side.through))
        cpu = f"{side.cpu / turns * 1000:.2f} ms of CPU a turn"
        print(f"{line(f'{name}: added, turn by turn', side.added)}, {cpu}", flush=True)
    if len(sides) > 1:
        ours, base = (statistics.median(side.added) for side in sides)
        print(f"this to base: added {ours / base:.2f}, CPU {sides[0].cpu / sides[1].cpu:.2f}", flush=True)


async def stretch(http: httpx.AsyncClient, side: Side, clients: int, seconds: float) -> None:
    """So many clients of one gateway for a while."""
    opened = [await Through.open(http, side.served.api, f"10.2.{clients}.{each}") for each in range(clients)]
    before, began = side.served.cpu_seconds(), time.perf_counter()

    async def talk(conversation: Through) -> None:
        for text in itertools.cycle(CYCLE):
            if time.perf_counter() > began + seconds:
                return
            side.took.append(await conversation.say(text))

    await asyncio.gather(*(talk(each) for each in opened))
    side.busy += time.perf_counter() - began
    side.cpu += side.served.cpu_seconds() - before


async def throughput(http: httpx.AsyncClient, all_served: list[Served], clients: int, seconds: float) -> None:
    """Turns a second that so many clients get: each gateway's share of `seconds` in stretches, by turns."""
    sides = [Side(served) for served in all_served]
    for number in range(STRETCHES):
        for side in sides if number % 2 else reversed(sides):
            await stretch(http, side, clients, seconds / STRETCHES)
    for side in sides:
        figures = f"{side.rate:.1f} turns/s, {side.cpu / len(side.took) * 1000:.2f} ms of CPU a turn"
        print(f"{line(f'{side.served.name}: {clients} clients', side.took)}, {figures}", flush=True)
    if len(sides) > 1:
        ours, base = (side.cpu / len(side.took) for side in sides)
        print(f"this to base: turns/s {sides[0].rate / sides[1].rate:.2f}, CPU a turn {ours / base:.2f}")


async def measure(all_served: list[Served], arguments: argparse.Namespace) -> None:
    """All of it, on processes that are up."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=200)
    async with httpx.AsyncClient(timeout=SECONDS, limits=limits, trust_env=False) as http:
        await latency(http, [Side(served) for served in all_served], arguments.turns)
        for clients in arguments.clients:
            await throughput(http, all_served, clients, arguments.seconds)


def main() -> None:
    """Start, measure, stop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--base", type=Path, help="another checkout to measure beside this one")
    parser.add_argument("--quick", action="store_true", help="before a Rasa that answers at once")
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 64])
    arguments = parser.parse_args()
    checkouts = [Checkout("this", ROOT)]
    if arguments.base:
        checkouts.append(Checkout("base", arguments.base.resolve()))
    serve = before_an_instant_rasa if arguments.quick else whole_stacks
    with tempfile.TemporaryDirectory() as folder, serve(checkouts, Path(folder)) as all_served:
        asyncio.run(measure(all_served, arguments))


if __name__ == "__main__":
    main()
