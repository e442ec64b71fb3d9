"""What Rasa's tracker tells of a message that may have been handled before.

A gateway killed after Rasa answered, or a time-out, leaves it unknown whether the turn happened. Sending it
again could take the dialogue one step too far, so the tracker is asked first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.answers import BotTurn, turn_of_events
from gateway.errors import RasaSilent


@dataclass(frozen=True)
class Past:
    """`answered` is the turn as it happened; `dangling` means it was taken in but nothing was said."""

    answered: BotTurn | None = None
    dangling: bool = False


def past_of(tracker: object, message: str) -> Past:
    """Look for the shopper's message of that id in a tracker as Rasa's HTTP API shows it."""
    events = tracker.get("events") if isinstance(tracker, Mapping) else None
    history = _without_rewound([each for each in events or [] if isinstance(each, Mapping)])
    starts = [at for at, event in enumerate(history) if event.get("event") == "user"]
    for at in reversed(starts):
        if _message_id(history[at]) == message:
            following = [start for start in starts if start > at]
            return _past(history[at + 1 : following[0] if following else None], is_last=not following)
    return Past()


def _past(events: list[Mapping[str, Any]], *, is_last: bool) -> Past:
    try:
        return Past(answered=turn_of_events(events))
    except RasaSilent:
        return Past(dangling=is_last)


def _message_id(event: Mapping[str, Any]) -> object:
    return (event.get("metadata") or {}).get("message")


def _without_rewound(events: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    kept: list[Mapping[str, Any]] = []
    for event in events:
        if event.get("event") != "rewind":
            kept.append(event)
            continue
        while kept and kept.pop().get("event") != "user":
            pass
    return kept
