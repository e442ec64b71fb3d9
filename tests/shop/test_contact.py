"""Contacts are recognised however they are written, and nothing else is."""

import pytest

from shop.contact import email_key, matches, phone_key


@pytest.mark.parametrize("written", ["A@Example.com", " a@example.com ", "<a@example.com>", "a@EXAMPLE.COM"])
def test_an_email_is_the_same_in_any_case_and_spacing(written: str) -> None:
    assert email_key(written) == "a@example.com"
    assert matches(written, "a@example.com", None, None)


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("ⓐ@example.com", "a@example.com"),
        ("ａ@example.com", "a@example.com"),
        ("a＠example.com", "a@example.com"),
        ("a@ⓔxample.com", "a@example.com"),
        ("a@example。com", "a@example.com"),
        ("ſam@example.com", "sam@example.com"),
        ("\u212aim@example.com", "kim@example.com"),  # the Kelvin sign
        ("Kim@example.com", "\u212aim@example.com"),
        ("DILARA@example.com", "dılara@example.com"),
        ("İrem@example.com", "irem@example.com"),
        ("STRASSE@example.com", "straße@example.com"),
        ("MÜLLER@example.com", "müller@example.com"),
        ("ﬁn@example.com", "fin@example.com"),
        ("a\u00ad@example.com", "a@example.com"),
    ],
)
def test_what_looks_like_an_email_or_would_be_folded_into_it_is_another(written: str, known: str) -> None:
    assert email_key(written) != email_key(known)
    assert not matches(written, email_key(known), None, None)


@pytest.mark.parametrize("written", ["müller@example.com", "JOSé@example.com", "dılara@example.com"])
def test_an_email_beyond_ascii_is_itself(written: str) -> None:
    assert matches(written, email_key(written), None, None)


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


@pytest.mark.parametrize(
    ("written", "known", "country"),
    [
        ("0772 123456", "+256772123456", "UG"),
        ("0772 123456", "+256772123456", None),  # nothing but the phone tells its country
        ("0772 123456", "+256772123456", "US"),
        ("07911 123456", "+447911123456", "GB"),
        ("+44\u201320\u20137946\u20130777", "+442079460777", "KE"),
        ("(202) 555-0101", "+12025550101", None),
        ("8 (912) 345-67-89", "+79123456789", "RU"),
    ],
)
def test_a_national_number_is_read_as_of_the_orders_country_or_the_phones_own(
    written: str, known: str, country: str | None
) -> None:
    assert matches(written, None, phone_key(known, country), country)
    assert not matches(written[:-1] + "8", None, phone_key(known, country), country)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+5531988888888", "553188888888"),
        ("+5511971234567", "551171234567"),
        ("+525512345678", "5215512345678"),
        ("+541123456789", "5491123456789"),
        ("+543434123456", "5493434123456"),
    ],
)
def test_a_line_that_is_written_in_two_ways_is_one(one: str, other: str) -> None:
    assert phone_key(one, None) == phone_key(other, None) == phone_key("+" + other, "KE")
    for known, written in ((one, other), (other, one)):
        assert matches(written, None, phone_key(known, None), None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("+5511923456789", "+551123456789"),  # a mobile, and a fixed line that only lacks its 9
        ("+5531988888888", "+553188888889"),
        ("+5215512345678", "+525512345679"),
        ("+5491123456789", "+541123456780"),
        ("+5511971234567", "+5521971234567"),
    ],
)
def test_lines_that_only_look_alike_are_two(one: str, other: str) -> None:
    assert phone_key(one, None) != phone_key(other, None)


def test_circled_and_raised_digits_are_none() -> None:
    assert not matches("⓪⑦⓪⓪ ⓪⓪⓪ ⓪⓪①", None, "+254700000001", "KE")
    assert not matches("07000000⁰¹", None, "+254700000001", "KE")


def test_a_phone_of_another_country_is_not_read_as_one_of_the_orders() -> None:
    assert phone_key("+1 202 555 0101", "KE") == "+12025550101"
    assert not matches("+1 700 000 0001", None, "+254700000001", "KE")


def test_a_number_that_no_country_has_is_kept_as_its_digits() -> None:
    assert phone_key("+999 12", None) == "+99912"
    assert matches("+99912", None, "+99912", None)


@pytest.mark.parametrize("nothing", [None, "", "no phone"])
def test_no_digits_are_no_phone(nothing: str | None) -> None:
    assert phone_key(nothing, "KE") is None
