"""Serve the whole assistant on one machine: migrate, load the demo, train if needed, start, watch, stop.

Exit status: 0 after a wanted stop (Ctrl-C, SIGTERM), 1 with the reason on standard error otherwise.
"""

import argparse
import os
import shlex
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path

from honcho.manager import Manager
from running.places import LOOPBACK, RASA_HOME, ROOT, StartError, quiet_environment
from running.probes import is_healthy, require_free_ports
from running.steps import ACTIONS, GATEWAY, prepare, rasa_command, rasa_health_url, train
from running.supervisor import Part, Supervisor, stop_undisturbed

START_TIMEOUT_SECONDS = 180
STOPPED_BY_SIGNAL = {130, 143, -2, -15}


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


def watch_start(manager: Manager, failure: list[str]) -> None:
    """Wait until all processes are healthy and say so, or end them with the reason."""
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    waiting = health_urls()
    while waiting:
        waiting = {name: url for name, url in waiting.items() if not is_healthy(url)}
        if not waiting:
            break
        if time.monotonic() > deadline:
            failure.append(f"not healthy after {START_TIMEOUT_SECONDS} s: {', '.join(sorted(waiting))}")
            manager.terminate()
            return
        time.sleep(0.5)
    print(f"[start] all parts are healthy; open http://{LOOPBACK}:{ports()['gateway']}/", flush=True)


def serve() -> int:
    """Start the three processes and stay until one ends or a signal comes."""
    manager = Manager()
    for name, (command, folder) in commands().items():
        manager.add_process(name, f"exec {shlex.join(command)}", env=environment(), cwd=str(folder))
    failure: list[str] = []
    threading.Thread(target=watch_start, args=(manager, failure), daemon=True).start()
    manager.loop()
    if manager.returncode in STOPPED_BY_SIGNAL and not failure:
        print("[start] stopped", flush=True)
        return 0
    reason = failure[0] if failure else "a process ended by itself (see the log above); all were stopped"
    raise StartError(reason)


def serve_supervised() -> None:
    """Start the three processes and start again what dies, until a signal comes."""
    folder, shared = data_folder(), environment()
    supervisor = Supervisor(folder, restart=True, say=lambda text: print(f"[start] {text}", flush=True))
    try:
        for name, (command, home) in commands().items():
            well = partial(is_healthy, health_urls()[name])
            supervisor.start(Part(name, command, ports()[name], well, shared, home))
        supervisor.wait_healthy(START_TIMEOUT_SECONDS)
        print(f"[start] all parts are healthy; open http://{LOOPBACK}:{ports()['gateway']}/", flush=True)
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
        help="what becomes of a process that dies: started again (logs in DATA_DIR/log), or all are stopped",
    )
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # while preparing; honcho has its own
    try:
        if arguments.only_train:
            train(environment())
            return 0
        require_free_ports(ports(), "set {name}_PORT")
        prepare(environment())
        if arguments.restart == "always":
            serve_supervised()
        return serve()
    except StartError as error:
        print(f"[start] error: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("[start] stopped", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
