"""The wording of replies: response files by language, each variation picked by a seed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True)
class Button:
    """A choice offered to the shopper; the payload is an intent with entities."""

    title: str
    payload: str


@dataclass(frozen=True)
class Worded:
    """A rendered response."""

    text: str
    buttons: Sequence[Button] = ()


class Wording:
    """All responses by language; a language that lacks one falls back to English."""

    def __init__(self, responses: Mapping[str, Mapping[str, Any]]) -> None:
        """Responses by language, then by name."""
        self._responses = responses

    @classmethod
    def load(cls, folder: Path) -> "Wording":
        """Read `<language>/<feature>.yml` below the folder."""
        return cls({language.name: _read(language) for language in sorted(folder.glob("*/"))})

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that replies can be given in."""
        return tuple(sorted(self._responses))

    def has(self, name: str) -> bool:
        """Whether a response of that name exists."""
        return name in self._responses[DEFAULT_LANGUAGE]

    def render(self, name: str, language: str, seed: str, /, **values: object) -> Worded:
        """The response's text and buttons; the same seed always picks the same variation."""
        variations = self._variations(name, language)
        picked = variations[_pick(f"{seed}:{name}", len(variations))]
        buttons = tuple(
            Button(_fill(b["title"], values), _fill_payload(b["payload"], values))
            for b in picked.get("buttons") or ()
        )
        return Worded(_fill(picked["text"], values), buttons)

    def _variations(self, name: str, language: str) -> Sequence[Mapping[str, Any]]:
        for responses in (self._responses.get(language, {}), self._responses[DEFAULT_LANGUAGE]):
            if name in responses:
                found: Sequence[Mapping[str, Any]] = responses[name]
                return found
        raise KeyError(f"no response is named {name}")


def _read(folder: Path) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for file in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        responses |= content.get("responses") or {}
    return responses


def _pick(seed: str, choices: int) -> int:
    return hashlib.sha256(seed.encode()).digest()[0] % choices


def _fill(template: str, values: Mapping[str, object]) -> str:
    return template.format_map(values) if values else template


def _fill_payload(template: str, values: Mapping[str, object]) -> str:
    """A payload is JSON behind its intent: braces are doubled only where it has a blank to fill."""
    return template.format_map(values) if "{{" in template else template
