"""What must be done before the processes start, and how each of them is started."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from running.places import LOOPBACK, PYTHON, RASA_HOME, RASA_PYTHON, ROOT, StartError

ACTIONS = [str(PYTHON), "-m", "actions.server"]
GATEWAY = [str(ROOT / ".venv" / "bin" / "gateway"), "serve"]


def run_step(title: str, command: list[str], environment: Mapping[str, str], cwd: Path = ROOT) -> None:
    """Run one preparation step, its output streamed; a failure ends the start."""
    print(f"[start] {title}", flush=True)
    done = subprocess.run(command, cwd=cwd, env=environment, check=False)  # noqa: S603 (our own commands)
    if done.returncode != 0:
        raise StartError(f"{title}: failed with exit status {done.returncode}")


def train(environment: Mapping[str, str]) -> None:
    """Train the assistant; Rasa's fingerprints make it a no-op when nothing changed."""
    arguments = ["train", "--domain", "domain", "--fixed-model-name", "assistant"]
    command = [str(RASA_PYTHON), "-m", "serving", *arguments]
    run_step("training the assistant if its data changed", command, environment, RASA_HOME)


def prepare(environment: Mapping[str, str]) -> None:
    """Bring database, demo data and model up to date."""
    shop = str(ROOT / ".venv" / "bin" / "shop")
    run_step("migrating the database", [shop, "migrate"], environment)
    if os.environ.get("LOAD_DEMO", "true") == "true":
        run_step("loading demo orders", [shop, "demo"], environment)
    train(environment)


def rasa_command(port: int, endpoints: str = "endpoints.yml") -> list[str]:
    """The command line of a Rasa server; it runs in `RASA_HOME`."""
    command = [str(RASA_PYTHON), "-m", "serving", "run", "--enable-api", "--interface", LOOPBACK]
    command += ["--port", str(port), "--model", "models/assistant.tar.gz", "--endpoints", endpoints]
    token = os.environ.get("RASA_TOKEN")
    return [*command, "--auth-token", token] if token else command


def rasa_health_url(port: int) -> str:
    """Where a Rasa server says that it is up and has a model."""
    token = os.environ.get("RASA_TOKEN")
    return f"http://{LOOPBACK}:{port}/status" + (f"?token={quote(token)}" if token else "")
