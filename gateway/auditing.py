"""The audit that nobody changes: looks and acts of agents, and decisions as shoppers were told them."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.answers import BotMessage
from gateway.models import DeskEntry

ASSISTANT = "assistant"


def note(  # noqa: PLR0913 (what every entry of the audit says)
    session: AsyncSession,
    conversation_id: str,
    who: str,
    what: str,
    now: datetime,
    *,
    facts: dict[str, Any] | None = None,
) -> None:
    """Write into the audit what an agent, the assistant or a command did; no personal data in `facts`."""
    session.add(DeskEntry(at=now, agent=who, what=what, conversation_id=conversation_id, facts=facts or {}))


def note_decision(session: AsyncSession, conversation: str, message: BotMessage, now: datetime) -> None:
    """Write down the decision that a message shows, if it shows one."""
    card = message.data or {}
    decision = card.get("decision")
    if card.get("type") != "decision" or not isinstance(decision, dict):
        return
    note(session, conversation, ASSISTANT, "decision", now, facts=facts_of(decision))


def facts_of(decision: dict[str, Any]) -> dict[str, Any]:
    """Outcome, reason, clauses and the exact policy: enough to compute the same again from the case."""
    clauses = [each.get("id") for each in decision.get("clauses") or () if isinstance(each, dict)]
    facts = {name: decision.get(name) for name in ("outcome", "reason_code", "policy", "as_of")}
    return {**facts, "clauses": clauses}
