"""Telling a claim by the facts a message states, whatever the rest of it sounds like."""

from actions.dialogue.turn import Turn

OWN_REASONS = ("change_of_mind", "wrong_size")
OF_REASON = {"not_received": "missing_package"}
OF_REQUEST = {"return": "return_item", "exchange": "exchange_item", "refund_without_return": "report_problem"}


def stated_claim(turn: Turn) -> str | None:
    """The claim's intent, if the message says what is wrong or what is wanted for an item."""
    reason, request = turn.reason, turn.wish
    if reason in OWN_REASONS:
        return OF_REQUEST.get(str(request), "return_item")
    if reason:
        return OF_REASON.get(str(reason), "report_problem")
    return OF_REQUEST.get(str(request)) if turn.value("order_number") else None


def stated_fault(turn: Turn) -> str | None:
    """The claim's intent, if the message says that something is wrong with the goods or never came."""
    return stated_claim(turn) if turn.reason not in (None, *OWN_REASONS) else None
