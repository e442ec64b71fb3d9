"""Secrets of conversations and agents: how they are kept and shown."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass

from gateway.errors import Unauthorised

LONGEST_TOKEN = 4096


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
    """A client's address as it is kept: keyed, so that it can't be looked up; IPv6 by its /64 network."""
    if not address:
        return None
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        network = address
    else:
        mapped = parsed.ipv4_mapped if isinstance(parsed, ipaddress.IPv6Address) else None
        known = mapped or parsed
        network = str(known if known.version == 4 else ipaddress.ip_network((known, 64), strict=False))
    return hmac.new(secret.encode(), b"address:" + network.encode(), hashlib.sha256).hexdigest()[:32]
