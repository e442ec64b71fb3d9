"""Another shopper's turns while clients send long texts of one kind to the same, running gateway.

    .venv/bin/python benchmarks/long_texts.py http://127.0.0.1:8000 [--clients 8] [--seconds 30]

The other shopper asks short questions, one after the other, first alone and then beside the clients.
"""

import argparse
import statistics
import threading
import time
import uuid
from collections.abc import Callable

import httpx
from repeated_texts import PIECES, repeated

QUESTIONS = ("hello", "how long do refunds take?", "where is my order KM-1003?", "stop")
PATIENCE_SECONDS = 60


class Shopper:
    """One conversation by the web API."""

    def __init__(self, root: str, store: str) -> None:
        """Open it."""
        self._http = httpx.Client(base_url=f"{root}/api/v1", timeout=PATIENCE_SECONDS, trust_env=False)
        opened = self._http.post(f"/stores/{store}/conversations", json={}).raise_for_status().json()
        self._path = f"/conversations/{opened['id']}/messages"
        self._http.headers["Authorization"] = f"Bearer {opened['token']}"

    def say(self, text: str) -> float:
        """Seconds until the answer to a text."""
        began = time.perf_counter()
        said = {"id": uuid.uuid4().hex, "text": text}
        self._http.post(self._path, params={"wait": "true"}, json=said).raise_for_status()
        return time.perf_counter() - began


def turns(shopper: Shopper, seconds: float) -> list[float]:
    """How long each turn of the other shopper took; the first, which may be slow, doesn't count."""
    shopper.say(QUESTIONS[0])
    taken, ends = [], time.perf_counter() + seconds
    while time.perf_counter() < ends:
        taken.append(shopper.say(QUESTIONS[len(taken) % len(QUESTIONS)]))
    return taken


def keep_sending(
    make: Callable[[], Shopper], text: str, stopped: threading.Event, taken: list[float]
) -> None:
    """One client: a long text, its answer, the next; a conversation that went to a person is left."""
    while not stopped.is_set():
        shopper = make()
        for _ in range(5):
            if not stopped.is_set():
                taken.append(shopper.say(text))


def told(name: str, taken: list[float]) -> str:
    """A line for people."""
    if not taken:
        return f"{name}: none answered"
    median, worst = statistics.median(taken), max(taken)
    return f"{name}: {len(taken)} turns, median {median * 1000:,.0f} ms, longest {worst * 1000:,.0f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("--store", default="kilimall")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--kind", choices=PIECES, default="a sentence")
    parser.add_argument("--length", type=int, default=4000)
    arguments = parser.parse_args()
    text = repeated(PIECES[arguments.kind], arguments.length)
    other = Shopper(arguments.url, arguments.store)
    print(told("alone", turns(other, arguments.seconds / 3)), flush=True)
    stopped, sent = threading.Event(), list[float]()
    clients = [
        threading.Thread(
            target=keep_sending,
            args=(lambda: Shopper(arguments.url, arguments.store), text, stopped, sent),
            daemon=True,
        )
        for _ in range(arguments.clients)
    ]
    for client in clients:
        client.start()
    time.sleep(1)
    print(told(f"beside {arguments.clients} clients", turns(other, arguments.seconds)), flush=True)
    stopped.set()
    print(told(f"{arguments.length:,} characters of {arguments.kind!r}", sent), flush=True)


if __name__ == "__main__":
    main()
