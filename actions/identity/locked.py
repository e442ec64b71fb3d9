"""What is said when no more look-ups are allowed."""

from datetime import datetime, timedelta
from math import ceil

from actions.dialogue.formats import duration
from actions.dialogue.scene import Scene

WORDING = {
    "conversation": "utter_identity_locked",
    "order": "utter_identity_order_locked",
    "network": "utter_identity_network_locked",
}


def tell_locked(scene: Scene) -> None:
    """Say what is locked and for how long, and offer a person; a yes takes the offer."""
    locked = scene.memory["identity__locked"] or {}
    name = WORDING[locked.get("by", "conversation")]
    scene.voice.say(name, wait=duration(_wait(locked.get("until"), scene.turn.now), scene.voice.language))
    scene.memory["session__offer"] = "talk_to_agent"


def _wait(until: str | None, now: datetime) -> timedelta:
    """How long the lock still holds, in whole minutes, one at least."""
    left = datetime.fromisoformat(until) - now if until else timedelta(hours=1)
    return timedelta(minutes=max(1, ceil(left / timedelta(minutes=1))))
