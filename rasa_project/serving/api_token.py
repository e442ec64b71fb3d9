"""Where Rasa's API token comes from: not from the command line, which every user of a machine can read."""

from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import Optional

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class TokenMissing(Exception):  # noqa: N818 (named as what is wrong)
    """The token is missing, or is where it must not be."""


def give_token(arguments: Namespace, environment: Mapping[str, str]) -> None:
    """Set the token of a server that is to run; TokenMissing if others could reach it without one."""
    if not hasattr(arguments, "auth_token"):
        return
    if arguments.auth_token:
        raise TokenMissing("--auth-token shows in the list of processes: set RASA_TOKEN or RASA_TOKEN_FILE")
    arguments.auth_token = _token(environment)
    if arguments.auth_token is None and arguments.interface not in LOOPBACK:
        raise TokenMissing(f"RASA_TOKEN or RASA_TOKEN_FILE must be set to listen on {arguments.interface}")


def _token(environment: Mapping[str, str]) -> Optional[str]:
    """As set, or the content of a file, such as a mounted secret; blank is none."""
    token, file = environment.get("RASA_TOKEN", ""), environment.get("RASA_TOKEN_FILE", "")
    if file and not token:
        try:
            token = Path(file).read_text("utf-8")
        except OSError as error:
            raise TokenMissing(f"RASA_TOKEN_FILE: {error.strerror}: {file}") from None
    return token.strip() or None
