"""Rasa's command line as this project runs it: `python -m serving run …`, `python -m serving train …`."""

import logging
import os
import sys
from pathlib import Path

from rasa.__main__ import create_argument_parser
from rasa.shared.exceptions import RasaException

from serving.api_token import TokenMissing, give_token
from telemetry.logs import configure_logs


def main() -> None:
    """Run a command as Rasa's own `main` does, but for its logs, which quote shoppers."""
    arguments = create_argument_parser().parse_args()
    try:
        give_token(arguments, os.environ)
    except TokenMissing as error:
        sys.exit(f"serving: {error}")
    configure_logs(os.environ.get("LOG_LEVEL") or "INFO", os.environ.get("LOG_FORMAT") or "json")
    if sys.argv[1:2] == ["train"]:  # whoever waits for it likes to hear of its steps; no shopper is in them
        logging.getLogger("rasa").setLevel(logging.INFO)
    sys.path.insert(1, str(Path.cwd()))  # where our components are
    try:
        arguments.func(arguments)
    except RasaException as error:
        sys.exit(f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
