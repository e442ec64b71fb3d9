"""Where everything lies, and the error that ends a start."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RASA_HOME = ROOT / "rasa_project"
PYTHON = ROOT / ".venv" / "bin" / "python"
RASA_PYTHON = RASA_HOME / ".venv" / "bin" / "python"
LOOPBACK = "127.0.0.1"


class StartError(Exception):
    """A part could not be started; the message says which and why."""


def quiet_environment() -> dict[str, str]:
    """What keeps Rasa and its libraries quiet and at home; whatever is already set wins."""
    defaults = {
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "TQDM_DISABLE": "1",
    }
    return {**defaults, **os.environ}
