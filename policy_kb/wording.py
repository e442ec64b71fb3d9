"""Plain words for codes, steps and facts."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from policy_kb.pack_model import Pack
from policy_kb.strict_yaml import read_mapping

_FILE = Path(__file__).parent / "wording.yaml"


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return read_mapping(_FILE)


def known_codes() -> frozenset[str]:
    """The reason codes and steps that have words of their own."""
    return frozenset({*_words()["codes"], *_words()["steps"]})


def sentence(pack: Pack, code: str) -> str | None:
    """The sentence for a reason code or a step; the pack's own words come first."""
    words: dict[str, dict[str, str]] = _words()
    return pack.wording.get(code) or words["codes"].get(code) or words["steps"].get(code)


def otherwise(path: str, value: object) -> str | None:
    """How to say that a fact had this value instead."""
    word = str(value).lower() if isinstance(value, bool) else str(value)
    said: str | None = _words()["otherwise"].get(path, {}).get(word)
    return said
