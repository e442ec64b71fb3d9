"""Somebody guesses order numbers: what 10,000 tries learn, by words and by time.

python -m benchmarks.guessing [--tries 10000] [--clients 2]

The real processes on SQLite, tried through the web API as anybody could. Half of the tries name a number that
exists, half one that doesn't, shuffled; the contact is always somebody else's. So that the lock-out does not
end it, the guesser has a new address and a new conversation after a few tries; afterwards one who has not is
shown to be locked out. `AUC` is the chance that a try at an existing number took longer than one at another:
0.5 is what a coin knows. `z` is its distance from that in standard errors; beyond 3 time tells something.
"""

import argparse
import asyncio
import json
import math
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.many_orders import FIRST, email, number
from tests.conversations.stack import Stack

STORE = "kilimall"
ORDERS = 2_000
TRIES_EACH = 4  # the fifth would lock
LOCKED_AFTER = 5
SECONDS = 60.0
QUANTILES = (5, 25, 50, 75, 95, 99)


@dataclass
class Learned:
    """What the tries at numbers of one kind showed: seconds and words."""

    seconds: list[float] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)


def orders() -> list[dict[str, object]]:
    """Orders as `shop import` reads them."""
    return [
        {
            "store": STORE,
            "number": number(place),
            "status": "shipped",
            "type": "domestic",
            "currency": "KES",
            "customer": {"name": f"Buyer {place}", "email": email(place), "phone": None, "country": "KE"},
            "placed_at": "2026-11-01T12:00:00+00:00",
            "shipped_at": "2026-11-02T12:00:00+00:00",
            "items": [{"sku": "K", "name": "Kettle", "price": "10.00", "quantity": 1}],
        }
        for place in range(ORDERS)
    ]


class Guesser:
    """Opens conversations and tries numbers in them."""

    def __init__(self, http: httpx.AsyncClient, address: str) -> None:
        """Comes from that address."""
        self._http, self._address, self._tried = http, {"X-Forwarded-For": address}, 0
        self._headers: dict[str, str] = {}
        self._path = ""

    async def open(self) -> None:
        """A new conversation."""
        answer = await self._http.post(f"/stores/{STORE}/conversations", json={}, headers=self._address)
        opened = answer.raise_for_status().json()
        self._headers = {**self._address, "Authorization": f"Bearer {opened['token']}"}
        self._path = f"/conversations/{opened['id']}/messages"

    async def guess(self, tried: str, contact: str) -> tuple[float, str]:
        """Seconds and the whole answer, as a client sees it, without its numbering and time."""
        self._tried += 1
        body = {"id": str(self._tried), "text": f"where is my order {tried}? my e-mail is {contact}"}
        began = time.perf_counter()
        answer = await self._http.post(self._path, params={"wait": "true"}, json=body, headers=self._headers)
        took = time.perf_counter() - began
        said = answer.raise_for_status().json()
        shown = [{**message, "seq": 0, "at": ""} for message in said["messages"]]
        return took, json.dumps([shown, said["state"]], sort_keys=True).replace(tried, "NUMBER")


def auc(longer: list[float], shorter: list[float]) -> tuple[float, float]:
    """The Mann-Whitney statistic as a chance, and its distance from a half in standard errors."""
    ranked = sorted([(value, True) for value in longer] + [(value, False) for value in shorter])
    ranks = sum(place for place, (_, is_longer) in enumerate(ranked, start=1) if is_longer)
    one, two = len(longer), len(shorter)
    chance = (ranks - one * (one + 1) / 2) / (one * two)
    return chance, (chance - 0.5) / math.sqrt((one + two + 1) / (12 * one * two))


def show(learned: dict[bool, Learned]) -> None:
    """The two distributions side by side, and whether they can be told apart."""
    for exists, name in ((True, "number exists, wrong contact"), (False, "no such number")):
        took = learned[exists].seconds
        cuts = statistics.quantiles(took, n=100)
        spread = ", ".join(f"p{each} {cuts[each - 1] * 1000:.1f}" for each in QUANTILES)
        print(f"{name}: {len(took)} tries; milliseconds: {spread}; mean {statistics.mean(took) * 1000:.1f}")
    chance, distance = auc(learned[True].seconds, learned[False].seconds)
    print(f"by time: AUC {chance:.3f}, z {distance:+.1f}")
    same = learned[True].words.keys() == learned[False].words.keys()
    print(f"by words: {'identical' if same else 'DIFFERENT'} ({len(learned[True].words)} wording(s))")


async def guess_all(http: httpx.AsyncClient, tries: int, clients: int) -> dict[bool, Learned]:
    """All tries, spread over clients; each list of a few in a conversation and from an address of its own."""
    dice = random.Random(1)  # noqa: S311 (reproducible)
    learned = {True: Learned(), False: Learned()}
    kinds = [place % 2 == 0 for place in range(tries)]
    dice.shuffle(kinds)
    work = [kinds[at : at + TRIES_EACH] for at in range(0, tries, TRIES_EACH)]

    async def client() -> None:
        while work:
            place, portion = len(work), work.pop()
            guesser = Guesser(http, f"10.{place >> 16 & 255}.{place >> 8 & 255}.{place & 255}")
            await guesser.open()
            for exists in portion:
                tried = FIRST + dice.randrange(ORDERS) + (0 if exists else ORDERS)
                took, words = await guesser.guess(f"MO-{tried}", f"guess{dice.randrange(10**6)}@example.com")
                learned[exists].seconds.append(took)
                learned[exists].words[words] += 1

    await asyncio.gather(*(client() for _ in range(clients)))
    return learned


async def show_lock(http: httpx.AsyncClient) -> None:
    """One address, many conversations: from the fifth wrong try on, right and wrong are answered alike."""
    words = []
    for place in range(LOCKED_AFTER + 3):
        guesser = Guesser(http, "10.255.255.1")
        await guesser.open()
        contact = email(place) if place >= LOCKED_AFTER else "guess@example.com"
        words.append((await guesser.guess(number(place), contact))[1])
    locked = set(words[LOCKED_AFTER - 1 :])
    told = "the same words, right or wrong" if len(locked) == 1 else "DIFFERENT words"
    print(f"lock-out from one address: tries {LOCKED_AFTER} to {len(words)} get {told}")
    print(f"  which are: {json.loads(locked.pop())[0][0]['text']}")


async def measure(stack: Stack, arguments: argparse.Namespace) -> None:
    """All of it, on a stack that is up."""
    async with httpx.AsyncClient(base_url=stack.url, timeout=SECONDS) as http:
        await guess_all(http, 100, 1)  # warms up
        began = time.perf_counter()
        show(await guess_all(http, arguments.tries, arguments.clients))
        print(f"{arguments.tries} tries in {time.perf_counter() - began:.0f} s", flush=True)
        await show_lock(http)


def main() -> None:
    """Start, guess, stop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=2)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        try:
            stack.start()
            file = Path(folder) / "orders.json"
            file.write_text(json.dumps({"orders": orders()}), "utf-8")
            stack.shop("import", str(file))
            asyncio.run(measure(stack, arguments))
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
