"""Carry attacks out and print what each cost; see the package."""

import argparse
import asyncio
import importlib
import json
import os
import pkgutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import httpx

from benchmarks import attacks
from benchmarks.attacks.conversing import Conversing
from benchmarks.attacks.process_tree import children, cpu_seconds, watched
from benchmarks.gateway_servers import Checkout, Served, before_an_instant_rasa, whole_stacks
from tests.conversations.stack import ROOT

MEGABYTE = 1e6


def all_attacks() -> list[str]:
    """The names of the modules here that are attacks."""
    names = [each.name for each in pkgutil.iter_modules(attacks.__path__)]
    return [name for name in names if hasattr(_module(name), "attack")]


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"benchmarks.attacks.{name}") if name != "__main__" else ModuleType(name)


async def carry_out(name: str, served: Served, processes: Sequence[int]) -> str:
    """Attack while another shopper talks; the line that says what it cost these processes."""
    attack = _module(name).attack
    async with httpx.AsyncClient(
        timeout=120, trust_env=False, limits=httpx.Limits(max_connections=200)
    ) as http:
        shopper = await Conversing.open(http, served.api, "10.9.9.9")
        for _ in range(5):
            await shopper.say("hello")
        shopper.took.clear()
        before = cpu_seconds(*processes)
        async with watched(*processes) as usage:
            talking = asyncio.create_task(shopper.converse())
            await asyncio.sleep(1)
            quiet = usage.peak
            answers = await attack(http, served.api)
            await asyncio.sleep(0.5)
            talking.cancel()
            await asyncio.gather(talking, return_exceptions=True)
    spent = cpu_seconds(*processes) - before
    return (
        f"| {name} | {served.name} | {answers} | {spent:.2f} | {quiet / MEGABYTE:.0f} | "
        f"{usage.peak / MEGABYTE:.0f} | {usage.spooled_peak / MEGABYTE:.0f} | "
        f"{statistics.median(shopper.took or [0]) * 1000:.0f} | {max(shopper.took, default=0) * 1000:.0f} | "
        f"{len(shopper.failed)} |"
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
    titles = ["attack", "gateway", "answers", "CPU s", "quiet MB", "peak MB", "MB in files"]
    titles += ["median turn ms", "slowest turn ms", "failed"]
    print(f"| {' | '.join(titles)} |\n|{'---|' * len(titles)}", flush=True)
    for name in arguments.names or all_attacks():
        for checkout in checkouts:
            with tempfile.TemporaryDirectory() as folder:
                _prepare(name, checkout, folder)
                print(_line(name, checkout, Path(folder)), flush=True)


def _line(name: str, checkout: Checkout, folder: Path) -> str:
    """What an attack cost the gateway, or where it aims at what is behind it, all processes."""
    aims_behind = getattr(_module(name), "WHOLE_STACK", False)
    serving = whole_stacks if aims_behind else before_an_instant_rasa
    with serving([checkout], folder) as (served,):
        processes = children(os.getpid()) if aims_behind else [served.gateway]
        return asyncio.run(carry_out(name, served, processes))


def _prepare(name: str, checkout: Checkout, folder: str) -> None:
    """What the processes find in their environment; an older checkout may not know all limits."""
    os.environ["TMPDIR"] = folder
    limits = getattr(_module(name), "LIMITS", {})
    os.environ["LIMITS"] = json.dumps(limits if checkout.folder == ROOT else {})


if __name__ == "__main__":
    main()
