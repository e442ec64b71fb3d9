"""A commented pack to start from."""

import re
from pathlib import Path

_TEMPLATE = Path(__file__).parent / "skeleton.yaml"
_SLUG = re.compile(r"[a-z][a-z0-9_-]*\Z")


def skeleton(store: str) -> str:
    """The text of a pack for a new store; ValueError if its slug cannot be one."""
    if not _SLUG.match(store):
        raise ValueError(f"{store!r}: a slug has small letters, digits, - and _, and starts with a letter")
    return _TEMPLATE.read_text(encoding="utf-8").replace("{store}", store)
