"""Where a request comes from: the peer, or what a trusted proxy says of it."""

import ipaddress
from collections.abc import Sequence

from fastapi import Request


def client_address(request: Request, trusted: Sequence[str]) -> str | None:
    """The nearest address that is not a trusted proxy's; X-Forwarded-For of anybody else is ignored."""
    peer = request.client.host if request.client else None
    if peer is None or not _is_trusted(peer, trusted):
        return peer
    hops = [hop.strip() for hop in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    for hop in reversed([hop for hop in hops if hop]):
        if not _is_trusted(hop, trusted):
            return hop[:64]
    return peer


def _is_trusted(address: str, trusted: Sequence[str]) -> bool:
    try:
        known = ipaddress.ip_address(address)
        return any(known in ipaddress.ip_network(each, strict=False) for each in trusted)
    except ValueError:
        return False
