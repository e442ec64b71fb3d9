"""Slips are mended; real words and other languages are left alone."""

import pytest
from components.languages import is_foreign
from components.spelling import Speller

TEXTS = [
    "where is my order",
    "i want a refund for my order",
    "return my package please",
    "want my refund please",
] * 30


@pytest.fixture
def speller() -> Speller:
    """Knows the words of a few sentences, beside common English."""
    return Speller.learn(TEXTS)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("wher is my ordr", "where is my order"),
        ("i wnat a refnud", "i want a refund"),
        ("retrun my pakage", "return my package"),
        ("refundd", "refund"),
        ("were is my order", "where is my order"),
        ("i want my moeny for it", "i want my money for it"),
        ("whre is teh pakcage", "where is the package"),
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


@pytest.mark.parametrize("text", ["tschüss", "no, gracias", "was kostet der versand?", "a presto"])
def test_short_messages_in_other_languages_are_recognised(text: str) -> None:
    assert is_foreign(text)


def test_the_shops_own_words_are_english(speller: Speller) -> None:
    assert not speller.is_foreign("refund")
