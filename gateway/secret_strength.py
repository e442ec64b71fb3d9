"""How hard a secret is to guess: one that somebody made up is worth less than its length."""

import math
from collections.abc import Iterable

SHORTEST_SECRET = 32
FEWEST_BITS = 72.0
ANALYSED = 72  # characters; zxcvbn's work grows with the square of their number
SHORTEST_WORD = 4
ADVICE = "`openssl rand -hex 32` makes a good one"


def weakness_of(secret: str) -> str | None:
    """Why a secret is too weak for production, without quoting it; None where it is strong enough."""
    if len(secret) < SHORTEST_SECRET:
        return f"must be set to at least {SHORTEST_SECRET} characters of your own in production; {ADVICE}"
    bits, words = _estimated(secret[:ANALYSED])
    if bits < FEWEST_BITS:
        return f"can be guessed: it is worth about {bits:.0f} bits, {FEWEST_BITS:.0f} are needed; {ADVICE}"
    if words * 2 >= min(len(secret), ANALYSED):
        return f"can be guessed: it is made of words; {ADVICE}"
    return None


def _estimated(secret: str) -> tuple[float, int]:
    """Bits of the likeliest way to put it together, and how many characters of it are words or names."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its word lists cost 13 MB, which development needs not spend)

    parts = zxcvbn(secret, max_length=ANALYSED)["sequence"]
    words = [each["token"] for each in parts if each["pattern"] == "dictionary"]
    bits = sum(math.log2(each["guesses"]) for each in parts)
    return bits, sum(len(word) for word in words if len(word) >= SHORTEST_WORD)


def require_strong(name: str, secret: str) -> None:
    """ValueError that names the setting unless its secret is strong enough for production."""
    weakness = weakness_of(secret)
    if weakness is not None:
        raise ValueError(f"{name} {weakness}")


def require_different(named: Iterable[tuple[str, str]]) -> None:
    """ValueError that names both settings where two hold the same secret; empty ones hold none."""
    known: dict[str, str] = {}
    for name, secret in named:
        if not secret:
            continue
        if secret in known:
            raise ValueError(f"{name} and {known[secret]} must not be the same in production")
        known[secret] = name
