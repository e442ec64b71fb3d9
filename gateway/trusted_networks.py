"""Which proxies may be believed when they say whom a request comes from."""

import ipaddress
from collections.abc import Sequence

WIDEST = {4: 8, 6: 16}  # of a network that is anybody's; a private one of IPv6 may be all of fc00::/7
PRIVATE_V6 = ipaddress.IPv6Network("fc00::/7")
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def network_of(text: str) -> Network:
    """The network, or the one address, that is written there; ValueError says what is wrong with it."""
    try:
        return ipaddress.ip_network(text.strip())
    except ValueError as error:
        raise ValueError(f"{text[:64]!r} is no address or network: {error}") from None


def require_narrow(networks: Sequence[str]) -> None:
    """ValueError for networks that are as good as everybody: whoever is in one chooses their own address."""
    for text in networks:
        network = network_of(text)
        private = network.version == 6 and network.subnet_of(PRIVATE_V6)  # (mypy knows the version)
        if network.prefixlen < WIDEST[network.version] and not private:
            raise ValueError(
                f"TRUSTED_PROXIES: {text} is too wide: name your own proxies, or anybody may say who they are"
            )
        if network.is_multicast or network.is_unspecified:
            raise ValueError(f"TRUSTED_PROXIES: {text} is no address that a proxy can have")
