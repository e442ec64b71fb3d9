"""Serve the assistant as a cluster on one machine: several of each process on PostgreSQL and Redis.

nginx balances the gateways, the Rasa servers and the action servers; all listen on loopback only. A
process that dies is started again. PostgreSQL, Redis and nginx come from Debian's packages and are
installed if they are missing (as root). Process ids are in DATA/processes.json, logs in DATA/log.

Exit status: 0 after a wanted stop (Ctrl-C, SIGTERM), 1 with the reason on standard error otherwise.
"""

import argparse
import signal
import sys
from pathlib import Path

from running.balancer import balancer
from running.layout import KINDS, Layout, environment, redis_part, servers
from running.packages import require_packages
from running.places import LOOPBACK, ROOT, StartError
from running.postgres import Postgres
from running.probes import require_free_ports
from running.steps import prepare
from running.supervisor import Supervisor, stop_undisturbed

STORES_SECONDS = 60
SERVERS_SECONDS = 300


def say(text: str) -> None:
    """Tell whoever started the cluster."""
    print(f"[cluster] {text}", flush=True)


def start(supervisor: Supervisor, layout: Layout, data: Path) -> None:
    """Start databases, prepare them, start all servers and wait until they are healthy."""
    postgres = Postgres(data, layout.postgres)
    supervisor.start(postgres.part())
    supervisor.start(redis_part(layout, data))
    supervisor.wait_healthy(STORES_SECONDS)
    postgres.create_databases()
    shared = environment(layout, data, postgres)
    prepare(shared, say)
    supervisor.start(balancer(data / "nginx", layout.upstreams))
    for part in servers(layout, shared):
        supervisor.start(part)
    say("waiting for the servers")
    supervisor.wait_healthy(SERVERS_SECONDS)
    say(f"all parts are healthy; open http://{LOOPBACK}:{layout.first_port}/")


def serve(layout: Layout, data: Path, restart: bool) -> None:
    """Keep the cluster up until a signal comes; whatever happens, everything is stopped."""
    supervisor = Supervisor(data, restart, say)
    try:
        start(supervisor, layout, data)
        supervisor.watch_forever()
    finally:
        stop_undisturbed(supervisor)


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--first-port", type=int, default=8100, help="gateways; the next ones are internal")
    parser.add_argument("--data", type=Path, default=ROOT / "var" / "cluster", help="folder for all data")
    parser.add_argument(
        "--restart",
        choices=["always", "never"],
        default="always",
        help="what becomes of a process that dies: started again, or all are stopped",
    )
    for kind in KINDS:
        parser.add_argument(f"--{kind}", type=int, default=2, help=f"how many {kind} processes")
    return parser.parse_args()


def main() -> int:
    """Parse the command line and run."""
    arguments = parsed()
    layout = Layout(arguments.first_port, {kind: getattr(arguments, kind) for kind in KINDS})
    data = arguments.data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        require_free_ports(layout.ports(), "choose another --first-port")
        require_packages()
        serve(layout, data, arguments.restart == "always")
    except StartError as error:
        print(f"[cluster] error: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
