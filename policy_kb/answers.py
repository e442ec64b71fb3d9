"""Answers to shoppers' questions, drawn from the same pack and figures as the decisions."""

import re
from dataclasses import dataclass

from policy_kb.version import Version

_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the store's policy says to a question, and the clauses it is drawn from."""

    topic: str
    text: str
    clauses: tuple[str, ...]


def answer(version: Version, topic: str) -> Answer | None:
    """The version's answer to faq/<topic>, or None if its text has none."""
    found = version.pack.answers.get(topic.removeprefix("faq/"))
    if found is None or any(name not in version.figures for name in _NAME.findall(found.text)):
        return None
    return Answer(topic.removeprefix("faq/"), version.filled(found.text), tuple(found.clauses))
