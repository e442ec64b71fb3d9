"""Order numbers as typed; case numbers as given out."""

import pytest

from shop.numbers import READABLE, case_number, number_key, number_tail, one_of, typed_keys


@pytest.mark.parametrize(
    "typed", ["KM-1001", "km1001", "#KM 1001", "km–1001", "KM.1001", "ＫＭ１００１", "KM-١٠٠١"]
)
def test_an_order_number_is_recognised_in_any_shape(typed: str) -> None:
    assert number_key(typed) == "KM1001"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("order no. 1001", "1001"), ("Order KM-1001", "KM1001"), ("№ 1001", "1001"), ("nr. 7", "7")],
)
def test_a_lead_in_is_left_out(typed: str, key: str) -> None:
    assert key in typed_keys(typed)


def test_a_prefix_that_looks_like_a_lead_in_is_kept_too() -> None:
    assert "NO1001" in typed_keys("NO-1001")


@pytest.mark.parametrize(
    ("number", "tail"), [("KM-1001", "1001"), ("1001", "1001"), ("KM-1001-A", "1001A"), ("ABC", "ABC")]
)
def test_the_tail_is_what_follows_the_prefix(number: str, tail: str) -> None:
    assert number_tail(number) == tail


def test_case_numbers_follow_from_their_seed_and_are_readable() -> None:
    number = case_number("conversation:message")
    assert number == case_number("conversation:message")
    assert number.startswith("R-")
    assert set(number[2:]) <= set(READABLE)


def test_case_numbers_of_other_seeds_and_attempts_differ() -> None:
    numbers = {case_number(f"c:{seed}", attempt) for seed in range(100) for attempt in range(3)}
    assert len(numbers) == 300


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("KM-1003's", "KM-1003"),
        ("KM-1003’s", "KM-1003"),
        ("KM-1003-blue", "KM-1003"),
        ("KM-1003...thanks", "KM-1003"),
        ("KM72O3", "KM-7203"),
        ("km-l0O3", "KM-l0O3"),
        ("S-3OO12", "S-30012"),
    ],
)
def test_what_hangs_on_or_looks_like_a_digit_is_read_in_second_place(typed: str, number: str) -> None:
    keys = typed_keys(typed)
    assert keys[0] == number_key(typed)
    assert number_key(number) in keys


@pytest.mark.parametrize(
    "typed", ["8123456789012345", "112-1234567-1234567", "2026/0042", "ЗАКАЗ-77", "KM-1001"]
)
def test_a_number_with_nothing_to_leave_out_stands_for_itself_alone(typed: str) -> None:
    assert typed_keys(typed) == (number_key(typed),)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1-001", "1-001"),
        ("10-01", "10-01"),
        ("1001", "10-01"),
        ("12345-A", "12345-A"),
        ("12345", "12345"),
        ("77", None),  # of ЗАКАЗ-77 only Latin letters are a prefix
        ("2002", "KM-2002"),
        ("3003", None),  # two have these digits
        ("km-3003's", "KM-3003"),
        ("nothing", None),
    ],
)
def test_one_of_ones_own_numbers_is_meant_as_typed_or_by_its_digits_alone(
    typed: str, number: str | None
) -> None:
    own = ["10-01", "1-001", "12345-A", "12345", "ЗАКАЗ-77", "KM-2002", "KM-3003", "KX-3003"]
    assert one_of(typed, own) == number
