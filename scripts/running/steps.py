"""What must be done before the processes start, and how each of them is started."""

import os
from collections.abc import Mapping
from urllib.parse import quote

from running.places import LOOPBACK, PYTHON, RASA_HOME, RASA_PYTHON, ROOT
from running.progress import Say, run_step

ACTIONS = [str(PYTHON), "-m", "actions.server"]
GATEWAY = [str(ROOT / ".venv" / "bin" / "gateway"), "serve"]


def train(environment: Mapping[str, str], say: Say) -> None:
    """Train the assistant; Rasa's fingerprints make it short when nothing changed."""
    arguments = ["train", "--domain", "domain", "--fixed-model-name", "assistant"]
    command = [str(RASA_PYTHON), "-m", "serving", *arguments]
    run_step("training", command, {**environment, "LOG_FORMAT": "json"}, RASA_HOME, say)


def prepare(environment: Mapping[str, str], say: Say) -> None:
    """Bring database, demo data and model up to date."""
    shop = str(ROOT / ".venv" / "bin" / "shop")
    run_step("database", [shop, "migrate", "--quiet"], environment, ROOT, say)
    if os.environ.get("LOAD_DEMO", "true") == "true":
        run_step("demo orders", [shop, "demo"], environment, ROOT, say)
    train(environment, say)


def rasa_command(port: int, endpoints: str = "endpoints.yml") -> list[str]:
    """The command line of a Rasa server; it runs in `RASA_HOME` and reads its token from the environment."""
    command = [str(RASA_PYTHON), "-m", "serving", "run", "--enable-api", "--interface", LOOPBACK]
    return [*command, "--port", str(port), "--model", "models/assistant.tar.gz", "--endpoints", endpoints]


def rasa_health_url(port: int) -> str:
    """Where a Rasa server says that it is up and has a model."""
    token = os.environ.get("RASA_TOKEN")
    return f"http://{LOOPBACK}:{port}/status" + (f"?token={quote(token)}" if token else "")
