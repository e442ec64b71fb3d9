"""What a turn costs, beside Rasa's default pipeline trained on the same data and served the same way.

python benchmarks/turns.py [--seconds 30] [--conversations 3] [--epochs 100] [--folder DIR]

Both projects are trained from nothing, one after the other, and then served in turn, each with an action
server and SQLite: turns a second with 8 clients, memory when idle, and the cost of turn 10 and of turn 300 of
a conversation. The default pipeline takes long to train.
"""

import argparse
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from turns_servers import Project, memory_megabytes, served, train

CLIENTS = 8
CYCLE = (
    "hello",
    "how long do refunds take?",
    "where is my order KM-1003?",
    "a@example.com",
    "stop",
    "thanks a lot",
)
EARLY, LATE = 10, 300
WINDOW = len(CYCLE)


@dataclass(frozen=True)
class Figures:
    """What was measured of one project; times in seconds, memory in megabytes."""

    name: str
    training: float
    memory: float
    turns_a_second: float
    median: float
    early: float
    late: float


class Conversation:
    """One shopper who says the same things over and over."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        """Open nothing yet; every conversation has a sender of its own."""
        self._client, self._url, self._sender = client, f"{url}/webhooks/rest/webhook", uuid.uuid4().hex
        self._said = 0

    def turn(self) -> float:
        """Say the next thing; how long the answer took. An error ends the benchmark; silence is an answer."""
        text = CYCLE[self._said % len(CYCLE)]
        self._said += 1
        metadata = {
            "store": "kilimall",
            "conversation": self._sender,
            "message": f"{self._sender}-{self._said}",
            "at": datetime.now(UTC).isoformat(),
        }
        began = time.perf_counter()
        answer = self._client.post(
            self._url, json={"sender": self._sender, "message": text, "metadata": metadata}
        )
        took = time.perf_counter() - began
        if not answer.is_success:
            raise RuntimeError(f"no answer to {text!r}: {answer.status_code} {answer.text[:200]}")
        return took


def throughput(url: str, seconds: float) -> tuple[float, float]:
    """Turns a second and the median of a turn with `CLIENTS` clients; conversations of three rounds."""
    times: list[float] = []
    failures: list[Exception] = []
    until = time.perf_counter() + seconds

    def chat() -> None:
        with httpx.Client(timeout=60) as client:
            try:
                while time.perf_counter() < until:
                    conversation = Conversation(client, url)
                    for _ in range(3 * len(CYCLE)):
                        times.append(conversation.turn())
            except Exception as error:
                failures.append(error)

    began = time.perf_counter()
    together(chat)
    if failures:
        raise failures[0]
    return len(times) / (time.perf_counter() - began), statistics.median(times)


def together(work: Callable[[], None]) -> None:
    """Run the same on as many threads as there are clients."""
    threads = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def long_conversations(url: str, count: int) -> tuple[float, float]:
    """Medians of whole rounds about turn 10 and about turn 300, over some conversations."""
    early: list[float] = []
    late: list[float] = []
    with httpx.Client(timeout=60) as client:
        for _ in range(count):
            conversation = Conversation(client, url)
            times = [conversation.turn() for _ in range(LATE + WINDOW)]
            early.append(_round(times, EARLY))
            late.append(_round(times, LATE))
    return statistics.median(early), statistics.median(late)


def _round(times: list[float], turn: int) -> float:
    """The mean turn of the round of things said that begins about a turn."""
    start = turn - turn % WINDOW
    return statistics.fmean(times[start : start + WINDOW])


def measure(project: Project, folder: Path, seconds: float, conversations: int) -> Figures:
    """Serve a project and measure it."""
    with served(project, folder) as (url, pid):
        with httpx.Client(timeout=60) as client:
            warm = Conversation(client, url)
            for _ in CYCLE:
                warm.turn()
        time.sleep(2)
        memory = memory_megabytes(pid)
        rate, median = throughput(url, seconds)
        early, late = long_conversations(url, conversations)
    return Figures(project.name, project.seconds, memory, rate, median, early, late)


def report(all_figures: list[Figures]) -> None:
    """Print the table, and the ratios where there is a peer."""
    print(
        "| | training, s | idle memory, MB | turns/s, 8 clients | median, ms | turn 10, ms | turn 300, ms |"
    )
    print("|---|---|---|---|---|---|---|")
    for each in all_figures:
        print(
            f"| {each.name} | {each.training:.0f} | {each.memory:.0f} | {each.turns_a_second:.1f} | "
            f"{each.median * 1000:.0f} | {each.early * 1000:.1f} | {each.late * 1000:.1f} |"
        )
    for each in all_figures:
        print(f"{each.name}: turn 300 costs {each.late / each.early:.2f} times turn 10")
    if len(all_figures) == 2:
        ours, peer = all_figures
        print(f"turns a second: {ours.turns_a_second / peer.turns_a_second:.1f} times the default pipeline's")
        print(f"training: {peer.training / ours.training:.1f} times faster")
        print(f"idle memory: {ours.memory / peer.memory:.2f} of the default pipeline's")


def main() -> None:
    """Train, serve and measure both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=30.0, help="how long the clients talk")
    parser.add_argument("--conversations", type=int, default=3, help="how many long conversations")
    parser.add_argument(
        "--epochs", type=int, default=100, help="fewer for a quick look: training isn't compared"
    )
    parser.add_argument("--folder", type=Path, help="keep what is trained there, or use what is")
    parser.add_argument("--only", choices=["ours", "default"], help="one of the two")
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else ["ours", "default"]
    with tempfile.TemporaryDirectory() as name:
        folder = arguments.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        projects = [train(each, folder, arguments.epochs) for each in names]
        report([measure(each, folder, arguments.seconds, arguments.conversations) for each in projects])


if __name__ == "__main__":
    main()
