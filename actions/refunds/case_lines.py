"""An order's cases in words."""

from collections.abc import Sequence

from actions.dialogue.formats import day, listing
from actions.dialogue.scene import Scene
from actions.dialogue.tasks import closing
from shop.models import Case, Order


def tell_cases(scene: Scene, order: Order, cases: Sequence[Case], *, is_last: bool = True) -> None:
    """List the cases, newest first, with their state; `is_last` unless more is said after it."""
    zone = scene.services.library.profile(scene.turn.store).timezone
    lines = [_line(scene, case, zone) for case in cases]
    if not lines:
        scene.voice.say("utter_case_none", number=order.number)
        return
    text = scene.voice.text("utter_case_list", number=order.number, lines="\n".join(lines))
    newest = cases[0]
    card = {
        "type": "case",
        "number": newest.number,
        "kind": newest.kind,
        "state": newest.state,
        "order": order.number,
    }
    more = closing(scene.memory, scene.voice) if is_last else ""
    scene.voice.send(f"{text}\n{more}".rstrip(), data=card)


def _line(scene: Scene, case: Case, zone: str) -> str:
    voice = scene.voice
    values: dict[str, object] = {
        "case": case.number,
        "kind": voice.text(f"utter_kind_{case.kind}"),
        "created": day(case.created_at, zone, voice.language),
        "state": voice.text(f"utter_state_{case.state}"),
    }
    if not case.items or case.kind == "cancel":
        return voice.text("utter_case_line_order", **values)
    names = listing([item.name for item in case.items], voice.language)
    return voice.text("utter_case_line", items=names, **values)
