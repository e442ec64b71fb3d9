"""Corrections too short for the extraction of facts: "actually it's used", "it IS open"."""

import re

from actions.dialogue.turn import Turn

WORDS = {
    "opened": (
        r"open(ed)?|unsealed|unpacked|abiert[oa]|ouverte?",
        r"sealed|closed|shut|unopened|cerrad[oa]|ferm[ée]e?",
    ),
    "used": (r"used|worn|usad[oa]|utilis[ée]e?|port[ée]e?", r"unused|unworn|new"),
    "installed": (r"installed|assembled|set up|instalad[oa]|install[ée]e?", r"uninstalled"),
    "activated": (r"activated|registered|activad[oa]|activ[ée]e?", r"unactivated"),
}
NOT = re.compile(r"\b(not|never|no|isn'?t|wasn'?t|haven'?t|didn'?t|nunca|pas|jamais)\b", re.IGNORECASE)


def correction(turn: Turn) -> dict[str, bool]:
    """The conditions named, with what is now said of them."""
    denied = bool(NOT.search(turn.text.partition(",")[2] or turn.text))
    return {
        name: is_so != denied
        for name, words in WORDS.items()
        for is_so, pattern in zip((True, False), words, strict=True)
        if re.search(rf"\b({pattern})\b", turn.text, re.IGNORECASE)
    }


def stated_of(turn: Turn, name: str) -> bool | None:
    """What an answer says of the condition that was asked for, by its own word alone."""
    return correction(turn).get(name)
