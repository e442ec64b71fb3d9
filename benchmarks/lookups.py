"""What a look-up costs with 1,000 and with 1,000,000 orders in the database, measured in turn in one run.

python -m benchmarks.lookups [--few 1000] [--many 1000000] [--times 2000] [--postgres URL]

URL is of a PostgreSQL server's database whose role may make databases; without it only SQLite is measured.
Look-ups that find, that fail by the contact, and that fail by the number, each in a transaction of its own as
the actions make them.
"""

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, text

from benchmarks.many_orders import FIRST, STORE, email, fill, number, opened
from shop.database import Database
from shop.identity import Identified, identify

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ROUNDS = 20
Kind = Callable[[int, int], tuple[str, str]]
KINDS: dict[str, Kind] = {
    "found": lambda place, _count: (number(place), email(place)),
    "wrong contact": lambda place, count: (number(place), email(count + place)),
    "no such number": lambda place, count: (f"MO-{FIRST + count + place}", email(place)),
}


async def look_up(database: Database, kind: Kind, place: int, count: int, serial: int) -> float:
    """One look-up by a conversation of its own; seconds."""
    typed, contact = kind(place, count)
    began = time.perf_counter()
    async with database.transaction() as session:
        outcome = await identify(
            session,
            store=STORE,
            number=typed,
            contact=contact,
            conversation=f"c{serial}",
            address=f"a{serial}",
            now=NOW + timedelta(seconds=serial),
            message="1",
        )
    took = time.perf_counter() - began
    if isinstance(outcome, Identified) != (kind is KINDS["found"]):
        raise RuntimeError(f"{typed} with {contact}: {outcome}")
    return took


async def measure(urls: dict[int, str], times: int) -> dict[tuple[str, int], list[float]]:
    """Seconds by kind and number of orders: small portions on each database in turn."""
    dice = random.Random(1)  # noqa: S311 (which orders)
    found: dict[tuple[str, int], list[float]] = {(kind, count): [] for kind in KINDS for count in urls}
    serial = 0
    few, many = (opened(url) for url in urls.values())
    async with few as one, many as other:
        for round_number in range(ROUNDS + 1):  # the first warms up
            for count, database in zip(urls, (one, other), strict=True):
                for name, kind in KINDS.items():
                    for _ in range(times // ROUNDS):
                        serial += 1
                        took = await look_up(database, kind, dice.randrange(count), count, serial)
                        if round_number:
                            found[name, count].append(took)
    return found


def show(kind: str, found: dict[tuple[str, int], list[float]], urls: dict[int, str]) -> None:
    """Medians, and how much more the larger costs."""
    for name in KINDS:
        medians = {count: statistics.median(found[name, count]) * 1000 for count in urls}
        few, many = medians.values()
        both = ", ".join(f"{count:,} orders {median:.2f} ms" for count, median in medians.items())
        print(f"{kind}: {name}: {both}; ratio {many / few:.2f}")


@contextmanager
def on_postgres(server: str, counts: list[int]) -> Iterator[dict[int, str]]:
    """A database for each count, dropped at the end."""
    names = {count: f"lookups_{count}" for count in counts}

    def run(sql: str) -> None:
        async def go() -> None:
            database = Database(server)
            async with database.engine.execution_options(
                isolation_level="AUTOCOMMIT"
            ).connect() as connection:
                await connection.execute(text(sql))
            await database.dispose()

        asyncio.run(go())

    base = make_url(server)
    for name in names.values():
        run(f"DROP DATABASE IF EXISTS {name}")
        run(f"CREATE DATABASE {name}")
    try:
        yield {
            count: base.set(database=name).render_as_string(hide_password=False)
            for count, name in names.items()
        }
    finally:
        for name in names.values():
            run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def compare(kind: str, urls: dict[int, str], times: int) -> None:
    """Fill the databases, measure and print."""
    for count, url in urls.items():
        began = time.perf_counter()
        fill(url, count)
        print(f"{kind}: {count:,} orders put in, {time.perf_counter() - began:.0f} s", flush=True)
    show(kind, asyncio.run(measure(urls, times)), urls)


def main() -> None:
    """Measure on SQLite and, if there is one, on PostgreSQL."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=2_000, help="look-ups of each kind on each database")
    parser.add_argument("--postgres", help="URL of a PostgreSQL database to make others from")
    arguments = parser.parse_args()
    counts = [arguments.few, arguments.many]
    with tempfile.TemporaryDirectory() as folder:
        files = {count: f"sqlite:///{Path(folder) / f'{count}.db'}" for count in counts}
        compare("SQLite", files, arguments.times)
    if arguments.postgres:
        with on_postgres(arguments.postgres, counts) as urls:
            compare("PostgreSQL", urls, arguments.times)


if __name__ == "__main__":
    main()
