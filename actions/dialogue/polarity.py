"""Yes, no, "I don't know" and "I can't": what a message comes to at a question that has such answers."""

from actions.dialogue.turn import Turn

YES_OR_NO = {"assent": True, "refusal": False}
BUTTONS = {"affirm": True, "deny": False}


def yes_or_no(turn: Turn) -> bool | None:
    """Agreement or refusal: what the clauses that are either say, if they agree."""
    if turn.is_button:
        return BUTTONS.get(turn.intent)
    said = {YES_OR_NO[clause.act] for clause in turn.clauses if clause.act in YES_OR_NO}
    return said.pop() if len(said) == 1 else None


def doesnt_know(turn: Turn) -> bool:
    """Whether the shopper says that they do not know."""
    return not turn.is_button and "unknown" in turn.acts()


def cannot(turn: Turn) -> bool:
    """Whether the shopper can't or won't give what was asked."""
    if turn.attachments:
        return False
    return turn.intent == "deny" if turn.is_button else bool(turn.acts() & {"cannot", "refusal", "unknown"})


def agrees(turn: Turn) -> bool:
    """Whether the message does nothing but agree, as to an offer."""
    return not turn.is_button and "assent" in turn.acts() and not turn.acts() - {"assent", "talk"}
