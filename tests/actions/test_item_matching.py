"""The items that words name, out of those in the order."""

from dataclasses import dataclass

import pytest

from actions.claims.item_matching import named_in
from actions.language.likeness import likeness


@dataclass
class Thing:
    """A line of an order."""

    sku: str
    name: str


def things(*names: str) -> list[Thing]:
    """An order of these."""
    return [Thing(f"X{place}", name) for place, name in enumerate(names)]


KETTLES = things("Blue kettle", "Red kettle")
MIXED = things("Coffee maker", "Cordless drill", "Smartphone X2", "Fast charger", "Desk lamp", "Desk")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("red one", ["Red kettle"]),
        ("the blu kettle", ["Blue kettle"]),
        ("blue kettel", ["Blue kettle"]),
        ("X1", ["Red kettle"]),
        ("kettle", []),
        ("the red and the blue", ["Blue kettle", "Red kettle"]),
        ("Red kettle", ["Red kettle"]),
    ],
)
def test_an_item_is_known_by_what_tells_it_from_the_others(text: str, names: list[str]) -> None:
    assert [item.name for item in named_in(text, KETTLES)] == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("the charger in the box is fake", ["Fast charger"]),
        ("the desk lamp flickers", ["Desk lamp"]),
        ("the desk has a scratch", ["Desk"]),
        ("the coffee maker and the drill", ["Coffee maker", "Cordless drill"]),
        ("it arrived yesterday", []),
        ("my neighbour took it in", []),
    ],
)
def test_words_win_and_what_names_nothing_finds_nothing(text: str, names: list[str]) -> None:
    assert [item.name for item in named_in(text, MIXED, likeness)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("la cafetera", "Coffee maker"),
        ("the mobile doesn't switch on", "Smartphone X2"),
        ("le chargeur ne marche pas", "Fast charger"),
        ("la lámpara parpadea", "Desk lamp"),
    ],
)
def test_other_words_and_other_languages_find_the_item_by_meaning(text: str, name: str) -> None:
    assert [item.name for item in named_in(text, MIXED, likeness)] == [name]


def test_a_word_that_several_names_have_is_not_told_apart_by_meaning() -> None:
    photos = things("Photo album", "Photo card set")
    assert named_in("the photo thing", photos, likeness) == []
    assert [item.name for item in named_in("the album", photos, likeness)] == ["Photo album"]
