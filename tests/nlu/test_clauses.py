"""A message falls into what may be said, asked or agreed to on its own."""

import pytest
from components.clause_reader import CONJUNCTIONS
from components.languages import language_of
from components.reading.clauses import split_clauses


def clauses(text: str, most: int = 12, codes: tuple = ()) -> list[str]:
    """The clauses' words."""
    return [part.text for part in split_clauses(text, CONJUNCTIONS[language_of(text)], most, codes)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("right, but what does it cost me", ["right", "but what does it cost me"]),
        ("yes. and the pan?", ["yes", "and the pan?"]),
        ("headphones are great but the lamp is dead", ["headphones are great", "but the lamp is dead"]),
        ("the cup and saucer broke", ["the cup and saucer broke"]),
        ("NOT the phone. the CHARGER", ["NOT the phone", "the CHARGER"]),
        ("I don't want the lamp any more", ["I don't want the lamp any more"]),
        ("la taza y el plato están rotos", ["la taza y el plato están rotos"]),
        ("la théière de ma commande est cassée", ["la théière de ma commande est cassée"]),
        ("no it's sealed but I activated it", ["no it's sealed", "but I activated it"]),
        ("it cost 49.90 at a.b@example.com", ["it cost 49.90 at a.b@example.com"]),
        ("👍", ["👍"]),
        ("...", []),
        ("", []),
    ],
)
def test_clauses_end_at_marks_and_at_conjunctions_between_what_could_stand_alone(
    text: str, parts: list[str]
) -> None:
    assert clauses(text) == parts


def test_the_last_clause_takes_the_rest_where_there_are_too_many() -> None:
    assert clauses("one. two. three. four", most=2) == ["one", "two. three. four"]


def test_a_clause_stands_where_it_says() -> None:
    text = "  yes ,  2 pieces ; in XL  "
    for part in split_clauses(text, CONJUNCTIONS[language_of(text)], 12):
        assert text[part.start : part.end] == part.text
