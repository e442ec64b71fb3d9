"""Trackers and runs of single actions, for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

STORE, CONVERSATION, AT = "kilimall", "c1", "2026-03-10T09:00:00+00:00"


def clause(text: str, act: str = "answer", intent: str = "", **says: Any) -> dict[str, Any]:
    """A clause as the reader gives it; `says` is a label by head, or (label, probability)."""
    told = {head: list(label) if isinstance(label, tuple) else [label, 0.99] for head, label in says.items()}
    return {"text": text, "start": 0, "end": len(text), "act": [act, 0.99], "intent": intent, "says": told}


def make_tracker(  # noqa: PLR0917 - all by keyword
    text: str = "",
    intent: str = "inform",
    entities: Mapping[str, Any] | None = None,
    slots: Mapping[str, Any] | None = None,
    attachments: Sequence[Mapping[str, str]] = (),
    message: str = "m1",
    language: str = "en",
) -> Tracker:
    """A tracker as Rasa sends it after one message of the shopper."""
    latest = {
        "text": text,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
        "message_id": message,
        "metadata": {
            "store": STORE, "conversation": CONVERSATION, "message": message, "at": AT, "address": "a1",
            "attachments": list(attachments), "language": language,
        },
    }  # fmt: skip
    return Tracker(
        CONVERSATION, dict(slots or {}), latest, [{"event": "user"}], False, None, {}, "action_listen"
    )


async def run_action(action: Action, tracker: Tracker) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The slots an action set (and what else it returned, by event name), and the messages it sent."""
    dispatcher = CollectingDispatcher()
    events = await action.run(dispatcher, tracker, {})
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    others = {event["event"]: event for event in events if event["event"] != "slot"}
    return {**slots, **others}, dispatcher.messages
