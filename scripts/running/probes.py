"""Whether ports are free and processes healthy."""

import socket
from collections.abc import Mapping
from urllib.error import URLError
from urllib.request import Request, urlopen

from running.places import LOOPBACK, StartError

PROBE_SECONDS = 3


def is_healthy(url: str) -> bool:
    """One health request, answered in time with success."""
    try:
        with urlopen(Request(url), timeout=PROBE_SECONDS) as answer:  # noqa: S310 (loopback, built by us)
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def accepts(port: int) -> bool:
    """Whether something on loopback takes connections at this port."""
    with socket.socket() as probe:
        probe.settimeout(PROBE_SECONDS)
        return probe.connect_ex((LOOPBACK, port)) == 0


def require_free_ports(ports: Mapping[str, int], remedy: str) -> None:
    """Refuse to start where another process already listens; `remedy` may hold `{name}`."""
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError as error:
                raise StartError(
                    f"port {port} for the {name} process is taken ({error.strerror}); "
                    f"stop what listens there or {remedy.format(name=name.upper())}"
                ) from error
