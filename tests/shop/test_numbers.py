"""Order numbers as typed; case numbers as given out."""

import pytest

from shop.numbers import READABLE, case_number, number_key, number_tail, typed_keys


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
