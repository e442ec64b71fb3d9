"""What the channels say themselves, in the language of the conversation; read from words.yaml beside it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from py3langid.langid import MODEL_FILE, LanguageIdentifier

DEFAULT = "en"
FEWEST_WORDS = 3


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text("utf-8")
    )
    if any(set(each) != set(loaded[DEFAULT]) for each in loaded.values()):
        raise ValueError("words.yaml: every language must have the same keys")
    return loaded


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(sorted(_all()))
    return identifier


def language_of(text: str) -> str:
    """The language of one of our own replies; English where it is too short to tell."""
    if len(text.split()) < FEWEST_WORDS:
        return DEFAULT
    return str(_identifier().classify(text.lower())[0])


def words(key: str, language: str = DEFAULT, **values: str) -> str:
    """The sentence of that name; an unknown language is English."""
    return _all().get(language, _all()[DEFAULT])[key].format_map(values)
