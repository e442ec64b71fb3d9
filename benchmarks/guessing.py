"""Somebody guesses order numbers: what 10,000 tries learn, by words and by time.

python -m benchmarks.guessing [--tries 10000] [--clients 2] [--addresses 25]

The real processes on SQLite, tried through the web API as anybody could.

1. Enumeration: half of the tries name a number that exists, half one that doesn't, shuffled, every number
   once; the contact is always somebody else's. So that no lock ends it, the guesser has a new network, a new
   conversation and a new contact after a few tries. `AUC` is the chance that a try at an existing number took
   longer than one at another: 0.5 is what a coin knows. `z` is its distance from that in standard errors;
   beyond 3 time tells something.
2. One order, tried from many addresses, one try each: how many are looked up before it rests, for orders that
   exist and for numbers that don't; by words and by time again, of the tries that are refused.
3. One address, one conversation after another: from the fifth wrong try on it is locked; a neighbour's right
   contact passes at the first try, and only then.
"""

import argparse
import asyncio
import itertools
import json
import math
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.many_orders import FIRST, email, number
from tests.conversations.stack import Stack

STORE = "kilimall"
FEWEST_ORDERS = 2_000
TRIES_EACH = 4  # the fifth would lock
LOCKED_AFTER = 5
VICTIMS = 20  # orders that exist, and as many numbers that don't
SECONDS = 60.0
QUANTILES = (5, 25, 50, 75, 95, 99)


@dataclass
class Learned:
    """What the tries at numbers of one kind showed: seconds and words."""

    seconds: list[float] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)

    def add(self, seen: tuple[float, str]) -> None:
        """One more try."""
        self.seconds.append(seen[0])
        self.words[seen[1]] += 1


def orders(count: int) -> list[dict[str, object]]:
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
        for place in range(count)
    ]


def networks() -> Iterator[str]:
    """An address in a new /48 each time."""
    return (f"2001:{place >> 16:x}:{place & 0xFFFF:x}::1" for place in itertools.count(0x1000000))


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


async def guess_once(http: httpx.AsyncClient, address: str, tried: str, contact: str) -> tuple[float, str]:
    """A try in a conversation of its own."""
    guesser = Guesser(http, address)
    await guesser.open()
    return await guesser.guess(tried, contact)


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
        print(f"  {name}: {len(took)} tries; milliseconds: {spread}; mean {statistics.mean(took) * 1000:.1f}")
    chance, distance = auc(learned[True].seconds, learned[False].seconds)
    print(f"  by time: AUC {chance:.3f}, z {distance:+.1f}")
    same = learned[True].words.keys() == learned[False].words.keys()
    print(f"  by words: {'identical' if same else 'DIFFERENT'}; how often each was heard, by kind:")
    for words in sorted(learned[True].words.keys() | learned[False].words.keys()):
        heard = f"{learned[True].words[words]} and {learned[False].words[words]}"
        print(f"    {heard}: {json.loads(words)[0][0]['text'][:90]}", flush=True)


async def guess_all(
    http: httpx.AsyncClient, places: dict[bool, Iterator[int]], tries: int, clients: int
) -> dict[bool, Learned]:
    """All tries, each at a number of its own, spread over clients; a few in a conversation and a network."""
    dice = random.Random(1)  # noqa: S311 (reproducible)
    learned = {True: Learned(), False: Learned()}
    kinds = [place % 2 == 0 for place in range(tries)]
    dice.shuffle(kinds)
    work = [kinds[at : at + TRIES_EACH] for at in range(0, tries, TRIES_EACH)]

    async def client() -> None:
        while work:
            portion = work.pop()
            guesser = Guesser(http, next(ADDRESSES))
            await guesser.open()
            for exists in portion:
                tried = f"MO-{FIRST + next(places[exists])}"
                learned[exists].add(await guesser.guess(tried, f"guess{dice.randrange(10**9)}@example.com"))

    await asyncio.gather(*(client() for _ in range(clients)))
    return learned


async def besiege(http: httpx.AsyncClient, places: dict[bool, Iterator[int]], addresses: int) -> None:
    """Many addresses against one order after another: how many tries are looked up, what the others learn."""
    refused = {True: Learned(), False: Learned()}
    let_in: dict[bool, Counter[int]] = {True: Counter(), False: Counter()}
    kinds = [True, False] * VICTIMS
    random.Random(2).shuffle(kinds)  # noqa: S311 (reproducible)
    for exists in kinds:
        tried, through = f"MO-{FIRST + next(places[exists])}", 0
        for place in range(addresses):
            seen = await guess_once(http, next(ADDRESSES), tried, f"guess{place}@example.com")
            if "too many tries" in seen[1]:
                refused[exists].add(seen)
            else:
                through += 1
        let_in[exists][through] += 1
    print(f"{addresses} addresses against each of {VICTIMS} orders and of {VICTIMS} numbers that don't exist")
    for exists, name in ((True, "existing"), (False, "not existing")):
        told = ", ".join(f"{count} × {through}" for through, count in sorted(let_in[exists].items()))
        print(f"  looked up before it rests, {name}: {told} tries")
    show(refused)


async def show_lock(http: httpx.AsyncClient) -> None:
    """One address, many conversations: locked from the fifth wrong try on, but for a right first one."""
    words, address = [], next(ADDRESSES)
    for place in range(LOCKED_AFTER + 3):
        contact = f"guess{place}@example.com"
        words.append((await guess_once(http, address, number(place), contact))[1])
    locked = {json.loads(each)[0][0]["text"] for each in words[LOCKED_AFTER - 1 :]}
    print(f"one address: tries {LOCKED_AFTER} to {len(words)} are told: {' / '.join(sorted(locked))}")
    neighbour = Guesser(http, address)
    await neighbour.open()
    for what, place in (("first try, right contact", 50), ("next, right contact", 51), ("next, wrong", 52)):
        contact = email(place) if "right" in what else "guess@example.com"
        text = json.loads((await neighbour.guess(number(place), contact))[1])[0][0]["text"]
        print(f"  a neighbour's {what}: {text}")
    late = Guesser(http, address)
    await late.open()
    for what, contact in (("wrong first try", "guess99@example.com"), ("right second try", email(53))):
        text = json.loads((await late.guess(number(53), contact))[1])[0][0]["text"]
        print(f"  another neighbour's {what}: {text}")


async def measure(stack: Stack, arguments: argparse.Namespace, count: int) -> None:
    """All of it, on a stack that is up."""
    places: dict[bool, Iterator[int]] = {True: itertools.count(100), False: itertools.count(count)}
    async with httpx.AsyncClient(base_url=stack.url, timeout=SECONDS) as http:
        await guess_all(http, places, 100, 1)  # warms up
        began = time.perf_counter()
        learned = await guess_all(http, places, arguments.tries, arguments.clients)
        print(f"enumeration: {arguments.tries} tries in {time.perf_counter() - began:.0f} s")
        show(learned)
        await besiege(http, places, arguments.addresses)
        await show_lock(http)


ADDRESSES = networks()


def main() -> None:
    """Start, guess, stop."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tries", type=int, default=10_000)
    parser.add_argument("--clients", type=int, default=2)
    parser.add_argument("--addresses", type=int, default=25)
    arguments = parser.parse_args()
    count = max(FEWEST_ORDERS, arguments.tries // 2 + 1_000)
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder))
        try:
            stack.start()
            file = Path(folder) / "orders.json"
            file.write_text(json.dumps({"orders": orders(count)}), "utf-8")
            stack.shop("import", str(file))
            asyncio.run(measure(stack, arguments, count))
        finally:
            stack.stop()


if __name__ == "__main__":
    main()
