"""A turn as a log line tells it: where, what was understood, what came of it; codes only, nobody's words."""

from collections.abc import Iterator
from typing import Any

from gateway.answers import BotMessage, BotTurn
from gateway.inbound import Turn
from gateway.metrics import code
from telemetry.tracing import trace_id


def turn_summary(turn: Turn, said: BotTurn) -> dict[str, Any]:
    """The fields of the log line."""
    return {
        "store": turn.store,
        "channel": turn.channel,
        "conversation": turn.conversation,
        "entry": turn.entry,
        "trace": trace_id(turn.trace),
        "intent": code(said.intent) if said.intent else None,
        "outcome": ", ".join(_outcome(said)) or "text",
    }


def _outcome(said: BotTurn) -> Iterator[str]:
    for message in said.messages:
        yield from _shown(message)
    if said.handoff is not None:
        yield f"handoff {code(said.handoff.get('reason'))}"
    if said.close:
        yield "closed"


def _shown(message: BotMessage) -> Iterator[str]:
    if not message.data:
        return
    kind = code(message.data.get("type"))
    details = {"question": message.data.get("asks"), "decision": _of_decision(message.data.get("decision"))}
    yield f"{kind} {code(details[kind])}" if kind in details else kind


def _of_decision(decision: object) -> object:
    return decision.get("outcome") if isinstance(decision, dict) else None
