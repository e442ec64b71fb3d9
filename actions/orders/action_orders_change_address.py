"""How a change of address ends."""

from rasa_sdk.events import EventType

from actions.claims.outcome import format_address
from actions.dialogue.order_form import require_order
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import begin_claim, closing, finish
from actions.identity.locked import tell_locked
from shop.cases import open_case
from shop.errors import StaleOrder
from shop.models import Order

TOLD = {
    "closed": "utter_address_order_closed",
    "declined": "utter_address_unchanged",
    "too_late": "utter_address_too_late",
}


class ActionOrdersChangeAddress(SceneAction):
    """Change the address once, or say why not."""

    action_name = "action_orders_change_address"

    async def act(self, scene: Scene) -> list[EventType]:
        """End the change by its outcome."""
        outcome = scene.memory["session__outcome"]
        if outcome in ("closed", "too_late") and scene.memory["session__claim"]:
            return begin_claim(scene.memory)
        if outcome == "identity_locked":
            tell_locked(scene)
            return finish(scene.memory, scene.voice, "orders__")
        found = await require_order(scene) if outcome == "confirmed" else None
        number = found.order.number if found else scene.memory["identity__order"] or ""
        if found is None:
            told = scene.voice.word(TOLD.get(outcome or "", "utter_claim_needs_person"), number=number)
            more = "" if told.buttons else closing(scene.memory, scene.voice)
            scene.voice.send(f"{told.text} {more}", told.buttons)
            if outcome == "too_late":
                scene.memory["session__offer"] = "talk_to_agent"
        else:
            await self._change(scene, found.order)
        return finish(scene.memory, scene.voice, "orders__")

    async def _change(self, scene: Scene, order: Order) -> None:
        turn, address = scene.turn, scene.memory["orders__address"]
        country = (order.shipping_address or {}).get("country")
        new = {"country": country, **address} if country else address
        try:
            async with self.services.database.transaction() as session:
                opened = await open_case(
                    session,
                    key=f"{turn.conversation}:{turn.message}:address",
                    order_id=order.id,
                    kind="address_change",
                    conversation=turn.conversation,
                    now=turn.now,
                    details={"address": new},
                )
        except StaleOrder:
            scene.voice.say("utter_address_too_late", number=order.number)
            return
        text = scene.voice.text(
            "utter_address_changed",
            number=order.number,
            address=format_address(address),
            case=opened.case.number,
        )
        card = {
            "type": "case",
            "number": opened.case.number,
            "kind": "address_change",
            "state": opened.case.state,
        }
        scene.voice.send(f"{text} {closing(scene.memory, scene.voice)}", data={**card, "order": order.number})
