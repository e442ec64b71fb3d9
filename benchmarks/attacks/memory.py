"""Whether 512 MiB are enough: three of the worst uploads at once, over and over, while 64 clients talk.

    python -m benchmarks.attacks.memory [--minutes 1] [--mebibytes 512]

The memory of the gateway and of all its children is looked at 50 times a second: what they share is counted
once, files on disk are not counted. Ends with status 1 where it was ever more, where any answer was 5xx,
where a turn was not answered, or where what is used when all is quiet has grown.
"""

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx

from benchmarks.attacks.conversing import Conversing
from benchmarks.attacks.pictures import gif, jpeg, png
from benchmarks.attacks.process_tree import Usage, cpu_seconds, watched
from benchmarks.gateway_servers import Checkout, Served, before_an_instant_rasa
from tests.conversations.stack import ROOT

CLIENTS, AT_ONCE = 64, 3
PAUSE_SECONDS, PHOTO_EVERY = 1.0, 20
REPORT_SECONDS, QUIET_SECONDS = 10.0, 3.0
WARM_SECONDS = 30
GROWTH = 0.15  # of what is used when all is quiet, from the first half minute on
MEBIBYTE = 1 << 20
FILES_OF_A_CONVERSATION = 40


def worst() -> list[bytes]:
    """What takes the most memory of each kind, and a photo as phones send it."""
    return [
        jpeg(8160, 6144, progressive=True),
        png(7000, 7000, interlaced=True),
        gif(6500, 6500),
        png(14_142, 14_142),
        jpeg(8160, 6144),
    ]


class Run:
    """One run against one gateway."""

    def __init__(self, http: httpx.AsyncClient, served: Served, until: float) -> None:
        """Until that time of the monotonic clock."""
        self._http, self._served, self._until = http, served, until
        self.answers: Counter[int] = Counter()
        self.slowest = 0.0
        self.unanswered = 0

    async def attack(self, attacker: int) -> None:
        """One of the worst after the other, in conversations that still have a place for them."""
        for turn, content in enumerate(itertools.islice(itertools.cycle(worst()), attacker, None)):
            if time.monotonic() > self._until:
                return
            if turn % FILES_OF_A_CONVERSATION == 0:
                conversing = await Conversing.open(self._http, self._served.api, f"10.3.{attacker}.1")
            self.answers[await conversing.upload(content)] += 1

    async def talk(self, client: int) -> None:
        """Turn after turn, and now and then a photo."""
        conversing = await Conversing.open(self._http, self._served.api, f"10.4.{client}.1")
        await asyncio.sleep(client / CLIENTS)
        while time.monotonic() < self._until:
            await conversing.say("where is my parcel?")
            if (conversing.turns + client) % PHOTO_EVERY == 0 and conversing.turns < 800:
                self.answers[await conversing.upload(jpeg(4000, 3000))] += 1
            await asyncio.sleep(PAUSE_SECONDS)
        self.answers.update(conversing.failed)
        self.answers[200] += conversing.turns - len(conversing.failed)
        self.slowest = max([self.slowest, *conversing.took])

    async def report(self, usage: Usage) -> None:
        """A line now and then."""
        began = time.monotonic()
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            now, peak = usage.memory / MEBIBYTE, usage.peak / MEBIBYTE
            print(
                f"{time.monotonic() - began:6.0f} s: {now:4.0f} MiB now, {peak:4.0f} at the peak", flush=True
            )


async def measure(served: Served, minutes: float, most: int) -> list[str]:
    """Run it; what was wrong."""
    limits = httpx.Limits(max_connections=300)
    async with (
        httpx.AsyncClient(timeout=120, trust_env=False, limits=limits) as http,
        watched(served.gateway) as usage,
    ):
        warming = Run(http, served, time.monotonic() + min(WARM_SECONDS, minutes * 30))
        await _run(warming, usage)
        at_first = await _quiet(usage)
        run = Run(http, served, time.monotonic() + minutes * 60)
        before, began = cpu_seconds(served.gateway), time.monotonic()
        await _run(run, usage)
        spent = (cpu_seconds(served.gateway) - before) / (time.monotonic() - began)
        at_last = await _quiet(usage)
    answers = warming.answers + run.answers
    print(f"answers {dict(answers)}, slowest turn {run.slowest:.2f} s, {spent:.2f} of a core")
    figures = [each / MEBIBYTE for each in (usage.peak, at_first, at_last, usage.spooled_peak)]
    print("MiB: at most {:.0f}, quiet at first {:.0f}, at the end {:.0f}; in files {:.0f}".format(*figures))
    wrong = [f"{count} answers were {status}" for status, count in answers.items() if status >= 500]
    if usage.peak > most:
        wrong.append(f"{usage.peak / MEBIBYTE:.0f} MiB are more than {most / MEBIBYTE:.0f}")
    if at_last > at_first * (1 + GROWTH):
        wrong.append("memory grows")
    return wrong


async def _run(run: Run, usage: Usage) -> None:
    reporting = asyncio.create_task(run.report(usage))
    await asyncio.gather(*map(run.attack, range(AT_ONCE)), *map(run.talk, range(CLIENTS)))
    reporting.cancel()
    await asyncio.gather(reporting, return_exceptions=True)


async def _quiet(usage: Usage) -> int:
    await asyncio.sleep(QUIET_SECONDS)
    return usage.memory


def main() -> None:
    """Run and say what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--mebibytes", type=int, default=512)
    parser.add_argument("--checkout", type=Path, default=ROOT, help="another checkout of the project")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TMPDIR"] = folder
        with before_an_instant_rasa([Checkout("gateway", arguments.checkout)], Path(folder)) as (served,):
            wrong = asyncio.run(measure(served, arguments.minutes, arguments.mebibytes * MEBIBYTE))
    for each in wrong:
        print(f"WRONG: {each}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
