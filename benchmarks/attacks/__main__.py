"""Carry attacks out and print what each cost; see the package."""

import argparse
import asyncio
import importlib
import os
import pkgutil
import tempfile
from pathlib import Path
from types import ModuleType

import httpx

from benchmarks import attacks
from benchmarks.attacks.conversing import Conversing
from benchmarks.attacks.process_tree import cpu_seconds, watched
from benchmarks.gateway_servers import Checkout, Served, before_an_instant_rasa
from tests.conversations.stack import ROOT

MEGABYTE = 1e6


def all_attacks() -> list[str]:
    """The names of the modules here that are attacks."""
    names = [each.name for each in pkgutil.iter_modules(attacks.__path__)]
    return [name for name in names if hasattr(_module(name), "attack")]


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.attacks.{name}") if name != "__main__" else ModuleType(name)


async def carry_out(name: str, served: Served) -> str:
    """Attack while another shopper talks; the line that says what it cost."""
    attack = _module(name).attack
    async with httpx.AsyncClient(
        timeout=120, trust_env=False, limits=httpx.Limits(max_connections=200)
    ) as http:
        shopper = await Conversing.open(http, served.api, "10.9.9.9")
        for _ in range(5):
            await shopper.say("hello")
        shopper.took.clear()
        before = cpu_seconds(served.gateway)
        async with watched(served.gateway) as usage:
            talking = asyncio.create_task(shopper.converse())
            await asyncio.sleep(1)
            quiet = usage.peak
            answers = await attack(http, served.api)
            await asyncio.sleep(0.5)
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
    spent = cpu_seconds(served.gateway) - before
    return (
        f"| {name} | {served.name} | {answers} | {spent:.2f} | {quiet / MEGABYTE:.0f} | "
        f"{usage.peak / MEGABYTE:.0f} | {usage.spooled_peak / MEGABYTE:.0f} | "
        f"{max(shopper.took, default=0) * 1000:.0f} | {len(shopper.failed)} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=attacks.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(all_attacks())}")
    parser.add_argument("--base", type=Path, help="another checkout to attack too")
    arguments = parser.parse_args()
    checkouts = [Checkout("here", ROOT)]
    if arguments.base:
        checkouts.insert(0, Checkout("base", arguments.base))
    print("| attack | gateway | answers | CPU s | quiet MB | peak MB | /tmp MB | slowest turn ms | failed |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    for name in arguments.names or all_attacks():
        for checkout in checkouts:
            with tempfile.TemporaryDirectory() as folder:
                os.environ["TMPDIR"] = folder
                with before_an_instant_rasa([checkout], Path(folder)) as (served,):
                    print(asyncio.run(carry_out(name, served)), flush=True)
                del os.environ["TMPDIR"]


if __name__ == "__main__":
    main()
