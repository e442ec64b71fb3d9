"""The claim form: what it asks next is whatever the policy still needs."""

from dataclasses import replace
from typing import Any, cast

from actions.claims import asking
from actions.claims.facts import claim_case
from actions.claims.lines import Line, first_line, keep_first
from actions.claims.outcome import tell_outcome
from actions.claims.restating import restated
from actions.claims.understanding import evidence_kind, fits, settle, take_claim
from actions.dialogue.consent import is_to_be_shown_again
from actions.dialogue.scene import Ask, Done, Scene, Step
from actions.dialogue.task_form import TaskForm
from actions.identity.order_step import Found, order_step
from actions.orders.order_question import take_question
from policy_kb import PolicyError
from shop.claims import taken_units
from shop.models import Item, Order

LIKELY_OFFERS = ("return_for_refund", "return_for_exchange", "refund_without_return")
NOTHING_TO_RETURN = ("not_received",)


class ValidateClaimForm(TaskForm):
    """Returns, exchanges, problems and missing parcels."""

    form = "claim_form"

    async def take(self, scene: Scene, is_new: bool) -> bool:
        """Everything the message says about the claim; a mere question is left to a form of its own."""
        if is_new and take_question(scene):
            return True
        return await take_claim(scene, is_new)

    async def next_step(self, scene: Scene) -> Step:
        """Order, item, then what the decision asks for, then the shopper's word."""
        if scene.memory["orders__question"]:
            return Done("asked")
        found = await order_step(scene)
        if not isinstance(found, Found):
            return found
        scene.memory["claims__reported_at"] = (
            scene.memory["claims__reported_at"] or scene.turn.now.isoformat()
        )
        settle(scene, found.order.items)
        item = await self._item(scene, found.order)
        if not isinstance(item, Item):
            return item
        try:
            return self._ask_or_end(scene, found.order, item)
        except PolicyError:  # no policy in force, or a record it can't read: never guess
            return Done("needs_person")

    async def _item(self, scene: Scene, order: Order) -> Item | Step:
        """The claimed line, with units left to claim; or the question which."""
        memory = scene.memory
        if not order.items:
            return Done("no_items")
        line = first_line(memory)
        if line.item is None and len(order.items) == 1:
            line.item = order.items[0].sku
            keep_first(memory, line)
        item = next((each for each in order.items if each.sku == line.item), None)
        if item is None:
            is_retry = memory["session__asks"] == "item" and scene.turn.is_heard and not scene.noted
            return asking.ask_item(order.items, is_retry=is_retry)
        async with self.services.database.session() as session:
            taken = (await taken_units(session, order.id)).get(item.sku)
        if taken and taken.quantity >= item.quantity:
            memory["session__basis"] = {"case": taken.case, "item": item.name}
            return Done("already_open")
        return item

    def _ask_or_end(self, scene: Scene, order: Order, item: Item) -> Step:
        memory, line = scene.memory, first_line(scene.memory)
        decision = self._decide(scene, order, item, line)
        if decision["outcome"] == "ineligible":
            return self._refuse(scene, order, item, decision)
        if line.reason is None:
            refusal = self._refusal_of_any_reason(scene, order, item, line)
            return self._remember(scene, refusal, order, item, "refused") if refusal else asking.ask_reason()
        if line.request is None and line.reason in NOTHING_TO_RETURN:
            line.request = "refund_without_return"
        if line.request is None:
            offered = asking.options_of(decision) or LIKELY_OFFERS
            requests = {asking.REQUEST_OF[name] for name in offered if name in asking.REQUEST_OF}
            if len(requests) > 1:
                return asking.ask_request(scene, offered)
            line.request = next(iter(requests), "return")
            decision = self._decide(scene, order, item, line)
        keep_first(memory, line)
        if item.quantity > 1 and units(line, item) is None:
            return asking.ask_quantity(item)
        return self._complete(scene, order, item, decision)

    def _refuse(self, scene: Scene, order: Order, item: Item, decision: dict[str, Any]) -> Step:
        """A refusal that rests on something said in passing restates it first."""
        line = first_line(scene.memory)
        again = restated(scene, line, item, lambda other: self._decide(scene, order, item, other))
        if again is not None:
            self._remember(scene, decision, order, item, "")
            return again
        return self._remember(scene, decision, order, item, "refused")

    def _complete(self, scene: Scene, order: Order, item: Item, decision: dict[str, Any]) -> Step:
        """Facts, then files, then the shopper's confirmation."""
        line = first_line(scene.memory)
        if decision["missing_facts"]:
            self._remember(scene, decision, order, item, "")
            return asking.ask_fact(scene, decision["missing_facts"][0], item)
        if decision["evidence"]["missing"]:
            kind = decision["evidence"]["missing"][0]
            self._remember(scene, decision, order, item, "")
            if _use_waiting_file(scene, line, kind):
                return self._ask_or_end(scene, order, item)
            return asking.ask_evidence(scene, kind, item, required=True)
        for kind in decision["evidence"]["recommended"]:
            if kind in line.kinds_given or line.reason in NOTHING_TO_RETURN:
                continue
            if _use_waiting_file(scene, line, kind):
                return self._ask_or_end(scene, order, item)
            if kind in line.skipped:
                continue
            return asking.ask_evidence(scene, kind, item, required=False)
        return self._confirm(scene, order, item, decision)

    def _confirm(self, scene: Scene, order: Order, item: Item, decision: dict[str, Any]) -> Step:
        memory, line = scene.memory, first_line(scene.memory)
        outline = _outline(decision, line, units(line, item))
        is_told = (memory["session__basis"] or {}).get("told") == outline
        is_patient = is_to_be_shown_again(scene)
        if memory["session__confirmed"] is not None and is_told:
            return Done("confirmed" if memory["session__confirmed"] else "declined")
        memory["session__confirmed"] = None
        if not is_told or is_patient:
            tell_outcome(scene, decision, order, item)
        self._remember(scene, decision, order, item, "")
        memory["session__basis"] = {**memory["session__basis"], "told": outline}
        wording = "confirm_review" if decision["outcome"] == "needs_review" else "confirm_claim"
        return Ask("confirm", "session__confirmed", wording, is_patient=is_patient)

    def _decide(self, scene: Scene, order: Order, item: Item, line: Line) -> dict[str, Any]:
        decision = self.services.library.decide(current_case(scene, order, item, line))
        return cast(dict[str, Any], decision.to_dict())

    def _refusal_of_any_reason(
        self, scene: Scene, order: Order, item: Item, line: Line
    ) -> dict[str, Any] | None:
        """The refusal, if goods in hand are refused for every reason alike: then the reason isn't asked."""
        if line.request not in ("return", "exchange"):
            return None
        refusal = None
        for reason in asking.REASONS:
            if reason in NOTHING_TO_RETURN:
                continue
            refusal = self._decide(scene, order, item, replace(line, reason=reason))
            if refusal["outcome"] != "ineligible":
                return None
        return refusal

    def _remember(
        self, scene: Scene, decision: dict[str, Any], order: Order, item: Item, outcome: str
    ) -> Done:
        """Keep what the question or the end rests on, for "why?" and for the action after the form."""
        told = (scene.memory["session__basis"] or {}).get("told")
        scene.memory["session__basis"] = {
            "decision": decision, "placed_at": order.placed_at.isoformat(), "item": item.name, "told": told,
        }  # fmt: skip
        return Done(outcome)


def current_case(scene: Scene, order: Order, item: Item, line: Line) -> dict[str, Any]:
    """A line of the claim as it stands, as the case that policies decide."""
    usual = "refund_without_return" if line.reason in NOTHING_TO_RETURN else "return"
    return claim_case(
        order,
        item,
        now=scene.turn.now,
        request=line.request or usual,
        reason=line.reason,
        quantity=units(line, item) or (1 if item.quantity == 1 else None),
        facts=line.facts,
        evidence=sorted(line.kinds_given),
        reported_at=scene.memory["claims__reported_at"],
    )


def units(line: Line, item: Item) -> int | None:
    """How many units were named, if that many were ordered."""
    named = line.quantity
    if named == "all":
        return item.quantity
    if isinstance(named, list):
        named = item.quantity - int(named[1])
    named = int(named) if str(named).isdigit() else None
    return named if named is not None and 1 <= named <= item.quantity else None


def _use_waiting_file(scene: Scene, line: Line, kind: str) -> bool:
    """Take a file that was sent before it was asked for, if it is of the right type."""
    memory = scene.memory
    for piece in memory["claims__files"] or []:
        if fits(kind, piece["type"]):
            memory["claims__files"] = [file for file in memory["claims__files"] if file is not piece] or None
            line.evidence = [*line.evidence, {"id": piece["id"], "kind": evidence_kind(kind, piece["type"])}]
            keep_first(memory, line)
            return True
    return False


def _outline(decision: dict[str, Any], line: Line, quantity: int | None) -> list[Any]:
    """What must not have changed between telling the outcome and the shopper's yes."""
    return [
        line.item,
        quantity,
        line.reason,
        line.request,
        decision["outcome"],
        decision["reason_code"],
        decision["refund"]["amount"],
        decision["resolutions"],
    ]
