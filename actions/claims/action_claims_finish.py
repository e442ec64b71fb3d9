"""How a claim ends: filed, refused with its clause, or left."""

from datetime import datetime
from typing import Any

from rasa_sdk.events import EventType, FollowupAction

from actions.claims.lines import Line, first_line, keep_lines, lines_of
from actions.claims.outcome import clause_of, deadlines, next_steps, reason_of
from actions.claims.validate_claim_form import current_case
from actions.dialogue.order_form import require_order
from actions.dialogue.reply import Voice
from actions.dialogue.scene import Scene
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.tasks import CHECK, closing, end, finish, switch
from actions.identity.locked import tell_locked
from shop.cases import open_case
from shop.claims import Claimed
from shop.errors import EvidenceError, OverClaimed, StaleOrder
from shop.evidence import attach
from shop.models import Case, Item, Order

WITH_THE_NEXT = ("confirmed", "refused", "already_open")


class ActionClaimsFinish(SceneAction):
    """Say how it ended, and open the case if the shopper confirmed."""

    action_name = "action_claims_finish"

    async def act(self, scene: Scene) -> list[EventType]:
        """End the claim by its outcome."""
        outcome = scene.memory["session__outcome"]
        if outcome == "asked":
            return switch(scene.memory, CHECK)
        if outcome == "confirmed":
            await self._file(scene)
        else:
            _tell_end(scene, outcome)
        return _go_on(scene) if outcome in WITH_THE_NEXT else finish(scene.memory, scene.voice, "claims__")

    async def _file(self, scene: Scene) -> None:
        found = await require_order(scene)
        items = found.order.items if found else []
        line = first_line(scene.memory)
        item = next((each for each in items if each.sku == line.item), None)
        if found is None or item is None:
            scene.voice.say("utter_claim_needs_person")
            return
        try:
            case = await self._open(scene, found.order, item, line)
        except OverClaimed as error:
            scene.voice.say("utter_claim_already_open", case=error.case or "", item=item.name)
            return
        except (StaleOrder, EvidenceError):
            scene.voice.say("utter_cancel_stale", number=found.order.number)
            return
        _tell_filed(scene, case, found.order)

    async def _open(self, scene: Scene, order: Order, item: Item, line: Line) -> Case:
        """One transaction: the case, its decision as computed now, and its files."""
        turn = scene.turn
        case = current_case(scene, order, item, line)
        decision = self.services.library.decide(case)
        kind = "missing" if line.reason == "not_received" else case["request"]
        resolutions = decision.to_dict()["resolutions"]
        async with self.services.database.transaction() as session:
            opened = await open_case(
                session,
                key=f"{turn.conversation}:{turn.message}:claim",
                order_id=order.id,
                kind=kind,
                conversation=turn.conversation,
                now=turn.now,
                decision=decision.to_json(),
                seen_status=order.status,
                reason=line.reason,
                resolution=resolutions[0] if resolutions else None,
                items=[Claimed(item.sku, case["claim"]["quantity"] or item.quantity)],
                details={"facts": line.facts, "sources": line.sources, "wish": line.wish_text},
            )
            if opened.created:
                for piece in line.evidence:
                    await attach(session, opened.case, piece["id"], piece["kind"])
        return opened.case


def _go_on(scene: Scene) -> list[EventType]:
    """Take up the claim's next line, which knows nothing of the one before; without one the claim is over."""
    memory, rest = scene.memory, lines_of(scene.memory)[1:]
    if not rest:
        return finish(memory, scene.voice, "claims__")
    memory.clear("claims__lines", "session__basis", "session__confirmed", "session__asks", "session__outcome")
    keep_lines(memory, rest)
    end(memory)
    scene.voice.say("utter_next_line")
    return [*memory.events(), FollowupAction("claim_form")]


def _tell_filed(scene: Scene, case: Case, order: Order) -> None:
    decision = scene.memory["session__basis"]["decision"]
    is_review = decision["outcome"] == "needs_review"
    first = scene.voice.text(f"utter_claim_filed{'_review' if is_review else ''}", case=case.number)
    steps = [] if is_review else next_steps(scene, decision)
    text = " ".join([first, *steps, closing(scene.memory, scene.voice)])
    scene.voice.send(
        text,
        data={
            "type": "case",
            "number": case.number,
            "kind": case.kind,
            "state": case.state,
            "order": order.number,
        },
    )


def _tell_end(scene: Scene, outcome: str | None) -> None:
    basis, voice = scene.memory["session__basis"] or {}, scene.voice
    if outcome == "refused":
        _tell_refusal(scene, basis)
    elif outcome == "already_open":
        voice.say("utter_claim_already_open", case=basis.get("case", ""), item=basis.get("item", ""))
    elif outcome == "no_items":
        voice.say("utter_claim_order_without_items", number=scene.memory["identity__order"] or "")
    elif outcome == "identity_locked":
        tell_locked(scene)
    elif outcome == "needs_person":
        voice.say("utter_claim_needs_person")
        scene.memory["session__offer"] = "talk_to_agent"
    else:
        _say_left(voice)


def _tell_refusal(scene: Scene, basis: dict[str, Any]) -> None:
    decision, voice = basis["decision"], scene.voice
    sentences = [
        voice.text("utter_refused", item=basis["item"], reason=reason_of(scene, decision)).strip(),
        *deadlines(scene, decision, "utter_refused_deadline_"),
        *clause_of(scene, decision, datetime.fromisoformat(basis["placed_at"])),
        *next_steps(scene, decision),
    ]
    offer = voice.word("utter_handoff_offer_short")
    scene.memory["session__offer"] = "talk_to_agent"
    voice.send(" ".join([*sentences, offer.text]), offer.buttons, {"type": "decision", "decision": decision})


def _say_left(voice: Voice) -> None:
    left, more = voice.word("utter_claim_not_filed"), voice.word("utter_menu")
    voice.send(f"{left.text} {more.text}", more.buttons)
