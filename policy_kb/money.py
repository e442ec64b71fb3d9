"""Decimal money: reading it, and rounding it half-up to a currency's minor unit."""

import re
from decimal import ROUND_HALF_UP, Decimal

from policy_kb.errors import CaseError

_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,6})?\Z")
# ISO 4217: every currency that is not listed has two decimals.
_NO_MINOR_UNIT = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a table
)
_THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))
_UNITS = {"none": Decimal(1), "two": Decimal("0.01"), "three": Decimal("0.001")}
ZERO = Decimal(0)


def read_amount(value: object, path: str) -> Decimal:
    """A non-negative amount from a decimal string; CaseError naming `path` otherwise."""
    if isinstance(value, Decimal):
        value = format(value, "f") if value.is_finite() else str(value)
    if not isinstance(value, str):
        raise CaseError(path, f"money is written as a decimal string, not {value!r}")
    if _AMOUNT.match(value) is None:
        if _AMOUNT.match(value.removeprefix("-")):
            raise CaseError(path, f"must not be negative: {value!r}")
        raise CaseError(path, f"not a decimal amount: {value[:40]!r}")
    return Decimal(value)


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of the currency: 0.01, 1 for yen, 0.001 for dinars."""
    if currency in _NO_MINOR_UNIT:
        return _UNITS["none"]
    return _UNITS["three"] if currency in _THREE_DECIMALS else _UNITS["two"]


def rounded(amount: Decimal, currency: str) -> Decimal:
    """The amount rounded half-up to the currency's minor unit."""
    return amount.quantize(minor_unit(currency), rounding=ROUND_HALF_UP)
