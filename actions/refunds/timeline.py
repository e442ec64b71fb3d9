"""When money comes, in words, from a decision's timeline."""

from datetime import datetime
from typing import Any

from actions.claims.outcome import within
from actions.dialogue.formats import day
from actions.dialogue.scene import Scene


def refund_timeline(scene: Scene, decision: dict[str, Any]) -> list[str]:
    """When the refund is due, or how long after what."""
    zone = scene.services.library.profile(decision["store"]).timezone
    for step in decision["timeline"]:
        if step["step"] != "refund":
            continue
        if step.get("due"):
            date = day(datetime.fromisoformat(step["due"]), zone, scene.voice.language)
            return [scene.voice.text("utter_refund_due", date=date)]
        if step.get("within"):
            after = str(step.get("after") or "").replace("_", " ")
            return [scene.voice.text("utter_refund_after", within=within(scene, step["within"]), after=after)]
    return []
