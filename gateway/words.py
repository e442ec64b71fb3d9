"""The few sentences the gateway says itself, read from words.yaml."""

from functools import cache
from pathlib import Path

import yaml

KEYS = {"notice", "opening", "sorry", "handed_over"}


@cache
def words() -> dict[str, str]:
    """Every sentence by key; a missing or unknown key is an error at the first use."""
    loaded: dict[str, str] = yaml.safe_load(Path(__file__).with_name("words.yaml").read_text("utf-8"))
    if set(loaded) != KEYS:
        raise ValueError(f"words.yaml: keys must be {sorted(KEYS)}")
    return loaded
