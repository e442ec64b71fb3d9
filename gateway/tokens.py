"""Secrets of conversations and agents, and the tokens by which a shop's site vouches for its customer."""

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime

import jwt

from gateway.errors import Unauthorised

LONGEST_TOKEN = 4096
OWN_CHECKS = {  # time is an argument here, so expiry is checked below
    "require": ["exp"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
}


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


def customer_identity(token: str, *, store: str, key: str, now: datetime) -> Identity:
    """The customer a shop's site vouches for (HS256: store, email and/or phone, exp), or Unauthorised."""
    try:
        claims = jwt.decode(token, key, algorithms=["HS256"], options=OWN_CHECKS)  # type: ignore[arg-type]
        expires = float(claims["exp"])
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
        raise Unauthorised("The customer token is not valid.") from error
    email, phone = _text(claims.get("email")), _text(claims.get("phone"))
    if claims.get("store") != store or now.timestamp() >= expires or not (email or phone):
        raise Unauthorised("The customer token is not valid.")
    return Identity(email=email, phone=phone)


def _text(value: object) -> str | None:
    return value.strip()[:320] or None if isinstance(value, str) else None


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
