"""Button payloads: which of them a shopper may send to Rasa."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from payloads import sound

INTERNAL = "internal_"
RASAS_OWN = frozenset({"restart", "back", "session_start", "nlu_fallback"})
_PAYLOAD = re.compile(r"/(?P<intent>\w+(?:/\w+)?)\s*(?P<entities>\{.*\})?", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class Vocabulary:
    """The intents of the model that is being served."""

    intents: frozenset[str]

    @classmethod
    def of(cls, domain: Mapping[str, Any]) -> "Vocabulary":
        """Read from Rasa's domain; intents of a retrieval intent count by their full name."""
        answers = (name.removeprefix("utter_") for name in _names(domain.get("responses", {})) if "/" in name)
        return cls(frozenset(_names(domain.get("intents", ()))) | frozenset(answers))


def _names(listed: Iterable[Any]) -> Iterable[str]:
    for entry in listed:
        yield from entry if isinstance(entry, Mapping) else (str(entry),)


def permitted(payload: str, vocabulary: Vocabulary) -> str | None:
    """The payload as Rasa may be sent it, or None when it must be treated as plain text."""
    match = _PAYLOAD.fullmatch(payload.strip())
    if match is None:
        return None
    intent = match["intent"]
    if intent not in vocabulary.intents or intent.startswith(INTERNAL) or intent in RASAS_OWN:
        return None
    entities = _entities(match["entities"])
    if entities is None:
        return None
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def _entities(text: str | None) -> dict[str, Any] | None:
    if not text:
        return {}
    try:
        return sound(json.loads(text))
    except (ValueError, RecursionError):
        return None
