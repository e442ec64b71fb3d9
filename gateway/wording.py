"""What the gateway says itself, in the language of the conversation; read from words.yaml beside it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from py3langid.langid import MODEL_FILE, LanguageIdentifier

DEFAULT = "en"
FEWEST_WORDS = 3
SURE = 0.8
NEIGHBOURS = frozenset({"de", "it", "nl", "pt"})  # told apart from what we speak


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
    identifier.set_languages(sorted({*_all(), *NEIGHBOURS}))
    return identifier


def _ranked(text: str) -> list[tuple[str, float]]:
    """Languages with how likely each is, the likeliest first; none where the text is too short to tell."""
    ranking: list[tuple[str, float]] = _identifier().rank(text.lower())
    return ranking if len(text.split()) >= FEWEST_WORDS else []


def language_of(text: str) -> str:
    """The language of one of our own replies; English where it is too short to tell."""
    return next((language for language, _ in _ranked(text) if language in _all()), DEFAULT)


def language_written(text: str) -> str | None:
    """The language a shopper wrote, where it is surely one that we speak."""
    language, likely = next(iter(_ranked(text)), (DEFAULT, 0.0))
    return language if likely >= SURE and language in _all() else None


def words(key: str, language: str = DEFAULT, **values: str) -> str:
    """The sentence of that name; an unknown language is English."""
    return _all().get(language, _all()[DEFAULT])[key].format_map(values)
