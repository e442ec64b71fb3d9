"""Where the money is."""

import json
from typing import Any

from actions.claims.outcome import amount_of
from actions.dialogue.order_action import OrderAction
from actions.dialogue.scene import Scene
from actions.refunds.case_lines import tell_cases
from actions.refunds.timeline import refund_timeline
from shop.cases import cases_of
from shop.models import Case, Order

WITHOUT_MONEY = ("exchange", "address_change")


class ActionRefundsStatus(OrderAction):
    """The newest request that money hangs on: state, amount, and when."""

    action_name = "action_refunds_status"

    async def is_claim(self, scene: Scene, order: Order) -> bool:
        """Without any request there is nothing to tell of: the fault is one to begin with."""
        async with scene.services.database.session() as session:
            return not await cases_of(session, order.id)

    async def tell(self, scene: Scene, order: Order) -> None:
        """The cases, then the refund of the newest."""
        async with scene.services.database.session() as session:
            cases = [case for case in await cases_of(session, order.id) if case.kind not in WITHOUT_MONEY]
        tell_cases(scene, order, cases, is_last=not cases)
        if cases:
            _tell_refund(scene, cases[0])


def _tell_refund(scene: Scene, case: Case) -> None:
    decision: dict[str, Any] | None = json.loads(case.decision_json) if case.decision_json else None
    sentences = []
    if decision and case.state not in ("rejected", "closed"):
        amount = amount_of(scene, decision)
        name = "utter_refund_amount" if amount else "utter_refund_amount_open"
        sentences.append(scene.voice.text(name, case=case.number, amount=amount or ""))
        if case.state != "refunded":
            sentences += refund_timeline(scene, decision)
    help_offer = scene.voice.word("utter_refund_late_help")
    scene.voice.send(" ".join([*sentences, help_offer.text]), help_offer.buttons)
