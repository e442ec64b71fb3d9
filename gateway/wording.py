"""What the gateway says itself, in the language of the conversation; read from words.yaml beside it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

DEFAULT = "en"


@cache
def _all() -> Mapping[str, Mapping[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text("utf-8")
    )
    if any(set(each) != set(loaded[DEFAULT]) for each in loaded.values()):
        raise ValueError("words.yaml: every language must have the same keys")
    return loaded


LANGUAGES = frozenset(_all())


def words(key: str, language: str = DEFAULT, **values: str) -> str:
    """The sentence of that name; an unknown language is English."""
    return _all().get(language, _all()[DEFAULT])[key].format_map(values)
