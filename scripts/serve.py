"""Serve the whole assistant on one machine: migrate, load the demo, train if needed, start, watch, stop.

Exit status: 0 after a wanted stop (Ctrl-C, SIGTERM), 1 with the reason on standard error otherwise.
"""

import argparse
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent
RASA_HOME = ROOT / "rasa_project"
RASA_PYTHON = RASA_HOME / ".venv" / "bin" / "python"
LOOPBACK = "127.0.0.1"
START_TIMEOUT_SECONDS = 180
STOPPED_BY_SIGNAL = {130, 143, -2, -15}


class StartError(Exception):
    """A part could not be started; the message says which and why."""


def ports() -> dict[str, int]:
    """The loopback port of each process, by name."""
    return {
        "actions": int(os.environ.get("ACTIONS_PORT", "5055")),
        "rasa": int(os.environ.get("RASA_PORT", "5005")),
        "gateway": int(os.environ.get("GATEWAY_PORT", "8000")),
    }


def environment() -> dict[str, str]:
    """The settings all parts share; whatever is already set wins."""
    at = ports()
    data = Path(os.environ.get("DATA_DIR", ROOT / "var")).resolve()
    data.mkdir(parents=True, exist_ok=True)
    defaults = {
        "ACTIONS_PORT": str(at["actions"]),
        "ACTIONS_URL": f"http://{LOOPBACK}:{at['actions']}/webhook",
        "DATABASE_URL": f"sqlite+aiosqlite:///{data}/shop.db",
        "EVIDENCE_URL": f"file://{data}/evidence",
        "GATEWAY_PORT": str(at["gateway"]),
        "PYTHONUNBUFFERED": "1",
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_TRACKER_DB": str(data / "rasa.db"),
        "RASA_URL": f"http://{LOOPBACK}:{at['rasa']}",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONWARNINGS": "ignore",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TQDM_DISABLE": "1",
    }
    return {**defaults, **os.environ}


def require_free_ports() -> None:
    """Refuse to start where another process already listens."""
    for name, port in ports().items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as error:
                raise StartError(
                    f"port {port} for the {name} process is taken ({error.strerror}); "
                    f"stop what listens there or set {name.upper()}_PORT"
                ) from error


def run_step(title: str, command: list[str], cwd: Path = ROOT) -> None:
    """Run one preparation step, its output streamed; a failure ends the start."""
    print(f"[start] {title}", flush=True)
    done = subprocess.run(command, cwd=cwd, env=environment(), check=False)  # noqa: S603 (our own commands)
    if done.returncode != 0:
        raise StartError(f"{title}: failed with exit status {done.returncode}")


def train() -> None:
    """Train the assistant; Rasa's fingerprints make it a no-op when nothing changed."""
    command = [
        str(RASA_PYTHON),
        "-m",
        "rasa",
        "train",
        "--domain",
        "domain",
        "--fixed-model-name",
        "assistant",
    ]
    run_step("training the assistant if its data changed", command, RASA_HOME)


def prepare() -> None:
    """Bring database, demo data and model up to date."""
    shop = str(ROOT / ".venv" / "bin" / "shop")
    run_step("migrating the database", [shop, "migrate"])
    if os.environ.get("LOAD_DEMO", "true") == "true":
        run_step("loading demo orders", [shop, "demo"])
    train()


def commands() -> dict[str, tuple[str, Path]]:
    """The three long-running processes: command line and working folder by name."""
    at = ports()
    python = ROOT / ".venv" / "bin" / "python"
    token = " --auth-token $RASA_TOKEN" if os.environ.get("RASA_TOKEN") else ""
    return {
        "actions": (f"exec {python} -m actions.server", ROOT),
        "rasa": (
            f"exec {RASA_PYTHON} -m rasa run --enable-api --interface {LOOPBACK} --port {at['rasa']} "
            f"--model models/assistant.tar.gz{token}",
            RASA_HOME,
        ),
        "gateway": (f"exec {ROOT / '.venv' / 'bin' / 'gateway'} serve", ROOT),
    }


def health_urls() -> dict[str, str]:
    """Where each process says that it is up."""
    at = ports()
    return {
        "actions": f"http://{LOOPBACK}:{at['actions']}/health",
        "rasa": f"http://{LOOPBACK}:{at['rasa']}/version",
        "gateway": f"http://{LOOPBACK}:{at['gateway']}/api/v1/health/ready",
    }


def is_healthy(url: str) -> bool:
    """One health request, answered in time with success."""
    try:
        with urlopen(Request(url), timeout=3) as answer:  # noqa: S310 (loopback, built above)
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


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
        manager.add_process(name, command, env=environment(), cwd=str(folder))
    failure: list[str] = []
    threading.Thread(target=watch_start, args=(manager, failure), daemon=True).start()
    manager.loop()
    if manager.returncode in STOPPED_BY_SIGNAL and not failure:
        print("[start] stopped", flush=True)
        return 0
    reason = failure[0] if failure else "a process ended by itself (see the log above); all were stopped"
    raise StartError(reason)


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only-train", action="store_true", help="train and exit")
    arguments = parser.parse_args()
    try:
        if arguments.only_train:
            train()
            return 0
        require_free_ports()
        prepare()
        return serve()
    except StartError as error:
        print(f"[start] error: {error}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("[start] stopped", flush=True)
        return 0


if __name__ == "__main__":
    sys.exit(main())
