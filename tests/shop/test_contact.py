"""Contacts are recognised however they are written, and nothing else is."""

import pytest

from shop.contact import email_key, matches, phone_key


@pytest.mark.parametrize("written", ["A@Example.com", " a@example.com ", "<a@example.com>", "ａ@example.com"])
def test_an_email_is_the_same_in_any_case_and_spacing(written: str) -> None:
    assert email_key(written) == "a@example.com"
    assert matches(written, "a@example.com", None, None)


@pytest.mark.parametrize(
    "written",
    [
        "+254 700 000 001",
        "0700000001",
        "0700-000-001",
        "254700000001",
        "00254700000001",
        "+0700000001",
        "٠٧٠٠٠٠٠٠٠١",
    ],
)
def test_a_phone_is_the_same_with_and_without_its_country(written: str) -> None:
    assert matches(written, None, "+254700000001", "KE")


@pytest.mark.parametrize(
    "written",
    ["", " ", "@", "+", "0", "0700000002", "700000001 x@y.z", "example.com", "b@example.com", "none"],
)
def test_anything_else_is_nobody(written: str) -> None:
    assert not matches(written, "a@example.com", "+254700000001", "KE")


def test_an_unknown_contact_is_matched_by_nothing() -> None:
    assert not matches("", None, None, None)
    assert not matches("none", None, None, "KE")


def test_a_phone_of_another_country_is_not_read_as_one_of_the_orders() -> None:
    assert phone_key("+1 202 555 0101", "KE") == "+12025550101"
    assert not matches("+1 700 000 0001", None, "+254700000001", "KE")


def test_a_number_that_no_country_has_is_kept_as_its_digits() -> None:
    assert phone_key("+999 12", None) == "+99912"
    assert matches("+99912", None, "+99912", None)


@pytest.mark.parametrize("nothing", [None, "", "no phone"])
def test_no_digits_are_no_phone(nothing: str | None) -> None:
    assert phone_key(nothing, "KE") is None
