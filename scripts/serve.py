"""Serve the whole assistant on one machine: migrate, load the demo, train if needed, start, watch, stop.

Exit status: 0 after a wanted stop (Ctrl-C, SIGTERM), 1 with the reason on standard error otherwise.
"""

import argparse
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import NoReturn

from running.output import OneStream
from running.places import LOOPBACK, RASA_HOME, ROOT, StartError, quiet_environment
from running.probes import is_healthy, require_free_ports
from running.steps import ACTIONS, GATEWAY, prepare, rasa_command, rasa_health_url, train
from running.supervisor import Part, Supervisor, stop_undisturbed

START_TIMEOUT_SECONDS = 180


def ports() -> dict[str, int]:
    """The loopback port of each process, by name."""
    return {
        "actions": int(os.environ.get("ACTIONS_PORT", "5055")),
        "rasa": int(os.environ.get("RASA_PORT", "5005")),
        "gateway": int(os.environ.get("GATEWAY_PORT", "8000")),
    }


def data_folder() -> Path:
    """Where databases and evidence files are."""
    data = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    return data


def environment() -> dict[str, str]:
    """The settings all parts share; whatever is already set wins."""
    at, data = ports(), data_folder()
    tracker = os.environ.get("RASA_TRACKER_DB", str(data / "rasa.db"))
    defaults = {
        "ACTIONS_PORT": str(at["actions"]),
        "ACTIONS_URL": f"http://{LOOPBACK}:{at['actions']}/webhook",
        "DATABASE_URL": f"sqlite+aiosqlite:///{data}/shop.db",
        "EVIDENCE_URL": f"file://{data}/evidence",
        "GATEWAY_PORT": str(at["gateway"]),
        "LOG_FORMAT": "text",
        "RASA_TRACKER_DB": tracker,
        "RASA_URL": f"http://{LOOPBACK}:{at['rasa']}",
        "TRACKER_URL": f"sqlite:///{tracker}",
    }
    return {**defaults, **quiet_environment()}


def commands() -> dict[str, tuple[list[str], Path]]:
    """The three long-running processes: command line and working folder by name."""
    return {
        "actions": (ACTIONS, ROOT),
        "rasa": (rasa_command(ports()["rasa"]), RASA_HOME),
        "gateway": (GATEWAY, ROOT),
    }


def health_urls() -> dict[str, str]:
    """Where each process says that it is up."""
    at = ports()
    return {
        "actions": f"http://{LOOPBACK}:{at['actions']}/health",
        "rasa": rasa_health_url(at["rasa"]),
        "gateway": f"http://{LOOPBACK}:{at['gateway']}/api/v1/health/ready",
    }


def say(text: str) -> None:
    """Tell whoever started this."""
    print(f"[start] {text}", flush=True)


def serve(restart: bool) -> NoReturn:
    """Start the three processes and stay until one ends that isn't to be started again, or a signal comes."""
    shared = environment()
    supervisor = Supervisor(data_folder(), restart, say, OneStream(sys.stdout))
    try:
        for name, (command, home) in commands().items():
            well = partial(is_healthy, health_urls()[name])
            supervisor.start(Part(name, command, ports()[name], well, shared, home))
        say(f"starting {', '.join(commands())}")
        supervisor.wait_healthy(START_TIMEOUT_SECONDS)
        say(f"all parts are healthy; open http://{LOOPBACK}:{ports()['gateway']}/")
        supervisor.watch_forever()
    finally:
        stop_undisturbed(supervisor)


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-train", action="store_true", help="train and exit")
    parser.add_argument(
        "--restart",
        choices=["always", "never"],
        default="never",
        help="what becomes of a process that dies: started again, or all are stopped",
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if arguments.only_train:
            train(environment(), say)
            return 0
        require_free_ports(ports(), "set {name}_PORT")
        prepare(environment(), say)
        serve(arguments.restart == "always")
    except StartError as error:
        print(f"[start] error: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 0


if __name__ == "__main__":
    sys.exit(main())
