"""Decisions as shoppers were told them, in the audit that nobody changes: codes and clauses only."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.answers import BotMessage
from gateway.models import DeskEntry

ASSISTANT = "assistant"


def note_decision(session: AsyncSession, conversation: str, message: BotMessage, now: datetime) -> None:
    """Write down the decision that a message shows, if it shows one."""
    card = message.data or {}
    decision = card.get("decision")
    if card.get("type") != "decision" or not isinstance(decision, dict):
        return
    entry = DeskEntry(
        at=now, agent=ASSISTANT, what="decision", conversation_id=conversation, facts=facts_of(decision)
    )
    session.add(entry)


def facts_of(decision: dict[str, Any]) -> dict[str, Any]:
    """Outcome, reason, clauses and the exact policy: enough to compute the same again from the case."""
    clauses = [each.get("id") for each in decision.get("clauses") or () if isinstance(each, dict)]
    facts = {name: decision.get(name) for name in ("outcome", "reason_code", "policy", "as_of")}
    return {**facts, "clauses": clauses}
