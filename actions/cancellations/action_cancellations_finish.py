"""How a cancellation ends: done, filed for a person, refused with its clause, or left."""

from datetime import datetime

from rasa_sdk.events import EventType

from actions.claims.facts import cancel_case
from actions.claims.outcome import clause_of, deadlines, next_steps, reason_of
from actions.dialogue.order_form import require_order
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import begin_claim, closing, finish
from actions.identity.locked import tell_locked
from actions.refunds.timeline import refund_timeline
from shop.cases import OpenedCase, open_case
from shop.errors import AlreadyAsked, StaleOrder
from shop.models import Order


class ActionCancellationsFinish(SceneAction):
    """Cancel the order once, or say why not."""

    action_name = "action_cancellations_finish"

    async def act(self, scene: Scene) -> list[EventType]:
        """End the cancellation by its outcome."""
        outcome = scene.memory["session__outcome"]
        if outcome == "claim":
            return begin_claim(scene.memory)
        if outcome == "confirmed":
            await self._cancel(scene)
        elif outcome == "refused":
            _tell_refusal(scene)
        elif outcome == "already_open":
            _tell_waiting(scene)
        elif outcome == "declined":
            kept = scene.voice.text("utter_cancel_kept", number=scene.memory["identity__order"] or "")
            scene.voice.send(f"{kept} {closing(scene.memory, scene.voice)}")
        elif outcome == "identity_locked":
            tell_locked(scene)
        else:
            scene.voice.say("utter_claim_needs_person")
            scene.memory["session__offer"] = "talk_to_agent"
        return finish(scene.memory, scene.voice)

    async def _cancel(self, scene: Scene) -> None:
        found = await require_order(scene)
        if found is None:
            scene.voice.say("utter_claim_needs_person")
            return
        try:
            opened = await self._open(scene, found.order)
        except (StaleOrder, AlreadyAsked):
            scene.voice.say("utter_cancel_stale", number=found.order.number)
            return
        case, basis = opened.case, scene.memory["session__basis"]
        name = "utter_cancel_filed" if case.state == "awaiting_review" else "utter_cancelled"
        sentences = [scene.voice.text(name, number=found.order.number, case=case.number)]
        sentences += refund_timeline(scene, basis["decision"])
        card = {
            "type": "case",
            "number": case.number,
            "kind": "cancel",
            "state": case.state,
            "order": found.order.number,
        }
        scene.voice.send(" ".join([*sentences, closing(scene.memory, scene.voice)]), data=card)

    async def _open(self, scene: Scene, order: Order) -> OpenedCase:
        """One transaction; a message handled twice finds the case it opened before."""
        turn = scene.turn
        decision = self.services.library.decide(cancel_case(order, turn.now))
        resolutions = decision.to_dict()["resolutions"]
        async with self.services.database.transaction() as session:
            return await open_case(
                session,
                key=f"{turn.conversation}:{turn.message}:cancel",
                order_id=order.id,
                kind="cancel",
                conversation=turn.conversation,
                now=turn.now,
                decision=decision.to_json(),
                seen_status=order.status,
                resolution=resolutions[0] if resolutions else None,
            )


def _tell_waiting(scene: Scene) -> None:
    number = scene.memory["identity__order"] or ""
    scene.voice.say("utter_cancel_waiting", number=number, case=scene.memory["session__basis"]["case"])


def _tell_refusal(scene: Scene) -> None:
    basis, voice = scene.memory["session__basis"], scene.voice
    decision = basis["decision"]
    sentences = [
        voice.text("utter_refused_order", number=basis["number"], reason=reason_of(scene, decision)).strip(),
        *deadlines(scene, decision, "utter_refused_deadline_"),
        *clause_of(scene, decision, datetime.fromisoformat(basis["placed_at"])),
        *next_steps(scene, decision),
    ]
    offer = voice.word("utter_handoff_offer_short")
    scene.memory["session__offer"] = "talk_to_agent"
    voice.send(" ".join([*sentences, offer.text]), offer.buttons, {"type": "decision", "decision": decision})
