"""What a decision still needs, as the next question."""

from collections.abc import Mapping, Sequence
from typing import Any

from actions.dialogue.scene import Ask, Done, Scene, Step
from actions.dialogue.wording import Button
from shop.models import Item

REQUEST_OF = {
    "return_for_refund": "return",
    "return_for_exchange": "exchange",
    "replacement_part": "exchange",
    "refund_without_return": "refund_without_return",
}
REASONS = (
    "change_of_mind", "wrong_size", "defective", "damaged", "not_as_described", "wrong_item", "missing_parts",
    "counterfeit", "dirty", "not_received",
)  # fmt: skip
SHOPPER_KNOWS = ("claim.condition.", "item.warranty_until", "claim.")


def ask_item(items: Sequence[Item], *, is_retry: bool) -> Ask:
    """Which line, as buttons; again, if what was named is no line or several."""
    buttons = [Button(item.name, f'/inform{{"item": "{item.sku}"}}') for item in items[:10]]
    names = [item.name for item in items]
    return Ask("item", "claims__lines", "item", buttons=buttons, options=names, is_retry=is_retry)


def ask_quantity(item: Item) -> Ask:
    """How many of the line."""
    values: dict[str, object] = {"item": item.name, "ordered": item.quantity}
    buttons = [Button(str(n), f'/inform{{"quantity": {n}}}') for n in range(1, min(item.quantity, 5) + 1)]
    return Ask("quantity", "claims__lines", "quantity", values, buttons, list(range(1, item.quantity + 1)))


def ask_reason() -> Ask:
    """Why."""
    return Ask("reason", "claims__lines", "reason", options=list(REASONS))


def ask_request(scene: Scene, offered: Sequence[str]) -> Ask:
    """What the shopper would like, of what the policy offers."""
    requests = list(dict.fromkeys(REQUEST_OF[name] for name in offered if name in REQUEST_OF))
    buttons = [
        Button(scene.voice.text(f"utter_option_{name}"), f'/inform{{"request": "{name}"}}')
        for name in requests
    ]
    return Ask("request", "claims__lines", "request", buttons=buttons, options=requests)


def ask_fact(scene: Scene, path: str, item: Item) -> Step:
    """A fact the decision names; what only the shop can know goes to a person."""
    if path == "claim.reason":
        return ask_reason()
    if not path.startswith(SHOPPER_KNOWS):
        return Done("needs_person")
    asks = path.removeprefix("claim.")
    wording = asks.replace(".", "_")
    if not scene.voice.wording.has(f"utter_ask_{wording}"):
        words = asks.rpartition(".")[2].replace("_", " ")
        return Ask(asks, "claims__lines", "fact_other", {"fact": words, "item": item.name})
    return Ask(asks, "claims__lines", wording, {"item": item.name})


def ask_evidence(scene: Scene, kind: str, item: Item, *, required: bool) -> Ask:
    """A file; a merely recommended one may be skipped."""
    wording = f"evidence_{kind}" if required else f"evidence_{kind}_optional"
    asks = f"evidence.{kind}"
    if not scene.voice.wording.has(f"utter_ask_{wording}"):
        return Ask(asks, "claims__lines", "evidence_other", {"kind": kind.replace("_", " ")})
    return Ask(asks, "claims__lines", wording, {"item": item.name})


def options_of(decision: Mapping[str, Any]) -> Sequence[str]:
    """What the policy offers for the claim, in its order."""
    resolutions: Sequence[str] = decision["resolutions"]
    return resolutions
