"""The tokens by which a shop's site vouches for its customer (JWT, HS256, under a key of that store)."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import jwt

from gateway.errors import Unauthorised
from gateway.tokens import Identity

FURTHEST_EXPIRY = timedelta(days=3650)  # beyond it stand milliseconds, or a token that never ends
CLOCK_SKEW = timedelta(seconds=30)  # by which a shop's clock may be ahead of ours
OWN_CHECKS = {  # time is an argument here, so all of it is checked below
    "require": ["exp"],
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
}


def customer_identity(token: str, *, store: str, keys: Sequence[str], now: datetime) -> Identity:
    """The customer (`email` and/or `phone`) whom a token signed with one of the store's keys names.

    Unauthorised for any other key or store, and outside of `nbf` to `exp`, which are seconds since 1970.
    """
    claims = next((found for key in keys if (found := _claims(token, key)) is not None), None)
    if claims is None or claims.get("store") != store or not _is_in_force(claims, now.timestamp()):
        raise Unauthorised("The customer token is not valid.")
    email, phone = _text(claims.get("email")), _text(claims.get("phone"))
    if not (email or phone):
        raise Unauthorised("The customer token is not valid.")
    return Identity(email=email, phone=phone)


def _claims(token: str, key: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = jwt.decode(token, key, algorithms=["HS256"], options=OWN_CHECKS)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError):
        return None
    return found


def _is_in_force(claims: dict[str, Any], now: float) -> bool:
    """Whether `now` lies before `exp`, which is near enough to be meant, and after `nbf` and `iat`."""
    begins = [claims[name] for name in ("nbf", "iat") if name in claims]
    if not all(_is_moment(each) for each in [claims["exp"], *begins]):
        return False
    has_begun = all(each <= now + CLOCK_SKEW.total_seconds() for each in begins)
    return has_begun and now < claims["exp"] <= now + FURTHEST_EXPIRY.total_seconds()


def _is_moment(value: object) -> bool:
    """Whether it is a finite number: JSON as Python reads it knows NaN, and takes a bool for an int."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _text(value: object) -> str | None:
    return value.strip()[:320] or None if isinstance(value, str) else None
