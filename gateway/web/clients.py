"""Where a request comes from: the peer, or what a trusted proxy says of it."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from gateway.trusted_networks import Network, network_of

MOST_HOPS = 32
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def client_address(request: HTTPConnection, trusted: Sequence[str]) -> str | None:
    """The nearest address that is not a trusted proxy's; X-Forwarded-For of anybody else is ignored.

    Hops are read from the right, with or without port and brackets. One that is no address is not believed,
    nor is what stands left of it: the proxy that passed it on counts as the client, so that nobody gets a new
    address by making one up.
    """
    peer = request.client.host if request.client else None
    nearest = _address(peer) if peer else None
    if nearest is None or not _is_trusted(nearest, tuple(trusted)):
        return peer
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    for hop in [hop for each in reversed(hops) if (hop := each.strip())][:MOST_HOPS]:
        address = _address(hop)
        if address is None:
            break
        nearest = address
        if not _is_trusted(address, tuple(trusted)):
            break
    return str(nearest)


def _address(hop: str) -> Address | None:
    """The address of a hop such as 192.0.2.1, 192.0.2.1:4711, 2001:db8::1 or "[2001:db8::1]:443"."""
    text = hop.strip('"')
    try:
        return _plain(ipaddress.ip_address(text))
    except ValueError:
        pass
    try:
        parts = urlsplit(f"//{text}")
        is_alone = parts.netloc == text and "@" not in text and (parts.port is None or parts.port > 0)
        return _plain(ipaddress.ip_address(parts.hostname or "")) if is_alone else None
    except ValueError:
        return None


def _plain(address: Address) -> Address:
    """The address itself, without a zone ("%eth0"), and as IPv4 where it stands for one."""
    plain = ipaddress.ip_address(address.packed)
    mapped = plain.ipv4_mapped if isinstance(plain, ipaddress.IPv6Address) else None
    return mapped or plain


def _is_trusted(address: Address, trusted: tuple[str, ...]) -> bool:
    return any(address in network for network in _known_networks(trusted))


@lru_cache(maxsize=16)
def _known_networks(trusted: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(network_of(each) for each in trusted)
