"""Money is decimal and rounds half-up to the currency's minor unit."""

from decimal import Decimal

import pytest

from policy_kb.errors import CaseError
from policy_kb.money import read_amount, rounded


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("4.985", "USD", "4.99"),
        ("199.999", "KES", "200.00"),
        ("333.5", "JPY", "334"),
        ("333.4", "JPY", "333"),
        ("1.0005", "KWD", "1.001"),
        ("2.675", "EUR", "2.68"),
    ],
)
def test_an_amount_rounds_half_up(amount: str, currency: str, expected: str) -> None:
    assert str(rounded(Decimal(amount), currency)) == expected


@pytest.mark.parametrize(
    "value", ["12,50", "1e3", "NaN", "Infinity", "", " 1", "1.", ".5", "٣", "9" * 16, 12, 1.5, True]
)
def test_anything_but_a_decimal_string_is_refused(value: object) -> None:
    with pytest.raises(CaseError, match=r"item\.price: "):
        read_amount(value, "item.price")


def test_a_negative_amount_is_named_as_such() -> None:
    with pytest.raises(CaseError, match=r"item\.price: must not be negative"):
        read_amount("-0.01", "item.price")
