"""E-mail addresses are taken whole or not at all, and in one go through the text."""

import pytest
from components.extraction.emails import find_emails


def emails(text: str) -> list[str]:
    """The addresses found in a text."""
    return [span.value for span in find_emails(text)]


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com",
        "müller@example.com",
        "josé.garcia@example.com",
        "_a@example.com",
        "x/a@example.com",
        "a@example.comñ",
        "o'brien@example.com",
        "first.last+tag@mail.example.co.uk",
        "a=b@example.com",
        "почта@пример.рф",
        "a@xn--mller-kva.xn--p1ai",
        "ⓐ@example.com",
        "ſam@example.com",
    ],
)
@pytest.mark.parametrize(
    "around",
    ["{}", "my mail is {}.", "<{}>", "({})", "mail:{}, thanks", "“{}”", "'{}'", "it's {}!", "{}—bye", "{}…"],
)
def test_an_address_is_taken_whole(address: str, around: str) -> None:
    assert emails(around.format(address)) == [address]


@pytest.mark.parametrize(
    "text",
    [
        "a@example.com2",
        "a@example.com-x",
        "a@example.com_",
        "_a@example.com_",
        "a@b@example.com",
        "a@example",
        "@example.com",
        "a@.com",
        "a.@example.com",
        "a@example.com/x",
        "a@exam ple.com",
        "a＠example.com",
        "look at it. me too",
    ],
)
def test_what_is_not_one_address_is_none(text: str) -> None:
    assert emails(text) == []


def test_only_the_capitals_a_to_z_are_made_small() -> None:
    assert emails("Anna.MÜLLER@Example.COM") == ["anna.mÜller@example.com"]
    assert emails("\u212aim@example.com") == ["\u212aim@example.com"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("it's anna at example dot com", "anna@example.com"),
        ("müller at example dot com", "müller@example.com"),
        ("j dot smith (at) mail (dot) co", "j.smith@mail.co"),
        ("josé dot garcía arroba example punto com", "josé.garcía@example.com"),
        ("anna@example dot com", "anna@example.com"),
    ],
)
def test_an_address_that_is_spelt_out_is_taken_whole(text: str, address: str) -> None:
    assert emails(text) == [address]


@pytest.mark.parametrize(
    "piece",
    ["a", "-", "a.", "a@", "a@a.", "a dot ", "a at ", "at ", "a (", " ", ". ", "a/", "é", "a@a.com-", "'"],
)
def test_a_text_of_half_a_million_characters_is_read_once(piece: str) -> None:
    text = piece * (500_000 // len(piece))  # a quadratic expression would be at it for hours
    assert emails(text) == []
