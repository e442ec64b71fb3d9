"""Secrets of conversations and agents: how they are kept and shown."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

from gateway.errors import Unauthorised

LONGEST_TOKEN = 4096
IPV4 = 4
IPV6_NETWORKS = (64, 56, 48)


@dataclass(frozen=True)
class Identity:
    """Who the shopper is known to be, by a party we trust."""

    email: str | None = None
    phone: str | None = None


def hashed(token: str) -> str:
    """What is stored of a token: tokens are long and random, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def bearer(header: str | None) -> str:
    """The token of an `Authorization: Bearer` header; anything else is Unauthorised."""
    scheme, _, token = (header or "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise Unauthorised
    return token


def hashed_address(address: str | None, secret: str) -> str | None:
    """A client's own address as it is kept: the first of its `hashed_networks`, None if it is unknown."""
    return next(iter(hashed_networks(address, secret)), None)


def hashed_networks(address: str | None, secret: str) -> list[str]:
    """The networks a client is in, the smallest first, as keyed hashes that can't be looked up.

    An IPv4 address and its /24; an IPv6 address' /64, which one client has to itself, its /56 and its /48;
    an address of another kind, such as a channel's, by itself.
    """
    return [_hashed_network(network, secret) for network in _networks(address)] if address else []


def _networks(address: str) -> list[str]:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return [address]
    mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
    known = mapped or parsed
    if known.version == IPV4:
        return [str(known), str(ipaddress.ip_network((int(known), 24), strict=False))]
    return [str(ipaddress.ip_network((known.packed, length), strict=False)) for length in IPV6_NETWORKS]


def _hashed_network(network: str, secret: str) -> str:
    return hmac.new(secret.encode(), b"address:" + network.encode(), hashlib.sha256).hexdigest()[:32]
