"""Slips are mended; real words and other languages are left alone."""

import pytest
from components.spelling import Speller, is_foreign

TEXTS = [
    "where is my order",
    "i want a refund for my order",
    "return my package please",
    "want my refund please",
] * 3


@pytest.fixture
def speller() -> Speller:
    """Knows the words of a few sentences, and that a jacket is a word."""
    return Speller.learn(TEXTS, ["jacket", "police"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wher is my ordr", "where is my order"),
        ("i wnat a refnud", "i want a refund"),
        ("retrun my pakage", "return my package"),
        ("refundd", "refund"),
    ],
)
def test_slips_of_one_letter_are_mended(speller: Speller, written: str, meant: str) -> None:
    assert speller.mended(written) == meant


def test_real_words_are_left_alone(speller: Speller) -> None:
    assert speller.mended("my jacket") == "my jacket"


def test_other_languages_are_left_alone(speller: Speller) -> None:
    assert speller.mended("wo ist meine ordr") == "wo ist meine ordr"


@pytest.mark.parametrize(
    "text",
    ["dónde está mi pedido", "où est ma commande", "wo ist meine bestellung", "waar is mijn bestelling"],
)
def test_other_languages_are_recognised(text: str) -> None:
    assert is_foreign(text)


def test_english_is_recognised() -> None:
    assert not is_foreign("where is my order")
