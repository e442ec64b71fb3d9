"""The full sizes: `python -m tests.chaos single` or `cluster`; exit status 1 if a fault was found."""

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from tests.chaos.storm import Plan, Report, run
from tests.chaos.targets import Cluster, Target
from tests.conversations.stack import ROOT


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument(
        "target", choices=["single", "cluster"], help="three processes on SQLite, or two of each"
    )
    parser.add_argument("--conversations", type=int, default=200, help="how many talk at once")
    parser.add_argument("--kills", type=int, default=30, help="how many processes are killed")
    parser.add_argument("--seed", type=int, default=1, help="what chance is seeded with")
    parser.add_argument("--first-port", type=int, default=8300, help="of the cluster")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "chaos", help="removed first")
    return parser.parse_args()


def tell(text: str) -> None:
    """Say how it goes."""
    print(f"[chaos] {text}", flush=True)  # noqa: T201 (to whoever started it)


def show(report: Report) -> None:
    """Print what happened."""
    killed = ", ".join(f"{name} {count}" for name, count in sorted(report.killed.items()))
    tell(f"{report.plan.conversations} conversations, {report.messages} messages, {report.seconds:.0f} s")
    tell(f"requests until all was acknowledged and answered: {report.requests}")
    tell(f"killed {sum(report.killed.values())}: {killed}")
    tell(f"cases that had to be opened: {dict(report.cases)}")
    for fault in report.faults:
        tell(f"FAULT {fault}")
    tell(f"faults: {len(report.faults)}")


def main() -> int:
    """Start the target, play the plan, stop it."""
    arguments = parsed()
    data = (arguments.data / arguments.target).resolve()
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True)
    target = Cluster(data, arguments.first_port) if arguments.target == "cluster" else Target(data)
    plan = Plan(arguments.conversations, arguments.kills, arguments.seed)
    try:
        target.start()
        tell(f"{arguments.target} is up; logs in {data}")
        report = asyncio.run(run(target, plan, tell))
    finally:
        target.stop()
    show(report)
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
