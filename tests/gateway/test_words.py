"""What the gateway says itself is whole in every language."""

import string

import pytest

from gateway.wording import _all


def fields(sentence: str) -> set[str]:
    """The names of what is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", sorted(set(_all()) - {"en"}))
def test_a_sentence_is_filled_in_with_the_same_in_every_language(language: str) -> None:
    for key, english in _all()["en"].items():
        assert fields(_all()[language][key]) == fields(english), key


def test_choices_fit_the_smallest_button_there_is() -> None:
    choices = ("handover_join", "handover_leave", "handover_confirm", "handover_refuse")
    for language, sentences in _all().items():
        assert all(len(sentences[each]) <= 20 for each in choices), language
