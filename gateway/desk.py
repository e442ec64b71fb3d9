"""The agents' side of a hand-off: who waits, who has whom, and everything known in one packet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.agents import Agent
from gateway.auditing import note
from gateway.conversations import locked, move
from gateway.errors import Conflict, NotFound
from gateway.models import ChannelHandover, Conversation, InboxEntry, Message, OutboxEntry
from gateway.transcript import Said, say
from shop.cases import case_record, find_case
from shop.models import Case, Store

MOST_LISTED = 200
QUEUES: dict[str, Any] = {"inbox": InboxEntry, "outbox": OutboxEntry}


@dataclass(frozen=True)
class Chosen:
    """Which conversations an agent wants to see; None: any."""

    state: str | None = None
    store: str | None = None
    mine: bool = False


async def listed(session: AsyncSession, agent: Agent, chosen: Chosen) -> Sequence[Conversation]:
    """Conversations of the agent's stores, the longest waiting first."""
    query = select(Conversation).where(_theirs(agent)).order_by(Conversation.state_since).limit(MOST_LISTED)
    if chosen.state:
        query = query.where(Conversation.state == chosen.state)
    else:
        query = query.where(Conversation.state.in_(("waiting_for_agent", "agent")))
    if chosen.store:
        query = query.where(Conversation.store == chosen.store)
    if chosen.mine:
        query = query.where(Conversation.agent == agent.name)
    return (await session.scalars(query)).all()


def _theirs(agent: Agent) -> ColumnElement[bool]:
    return true() if agent.stores is None else Conversation.store.in_(sorted(agent.stores))


async def looked_at(session: AsyncSession, conversation_id: str, agent: Agent, now: datetime) -> Conversation:
    """The conversation, with the look noted in the audit; NotFound outside of the agent's stores."""
    conversation = await session.get(Conversation, conversation_id)
    if conversation is None:
        raise NotFound
    agent.require(conversation.store)
    note(session, conversation_id, agent.name, "read", now)
    return conversation


async def _locked_for(session: AsyncSession, conversation_id: str, agent: Agent) -> Conversation:
    conversation = await locked(session, conversation_id)
    agent.require(conversation.store)
    return conversation


async def claim(session: AsyncSession, conversation_id: str, agent: Agent, now: datetime) -> Conversation:
    """Take a conversation; Conflict if another agent has it. Taking it twice changes nothing."""
    conversation = await _locked_for(session, conversation_id, agent)
    if conversation.state == "agent":
        if conversation.agent != agent.name:
            raise Conflict("Another agent has this conversation.")
        return conversation
    move(conversation, "agent", now)
    conversation.agent = agent.name
    conversation.due_at = conversation.due_at or now  # what still waits for the bot is kept for the agent
    note(session, conversation_id, agent.name, "claim", now)
    return conversation


async def _own(session: AsyncSession, conversation_id: str, agent: Agent) -> Conversation:
    conversation = await _locked_for(session, conversation_id, agent)
    if conversation.state != "agent" or conversation.agent != agent.name:
        raise Conflict("Claim the conversation first.")
    return conversation


async def reply(
    session: AsyncSession, conversation_id: str, agent: Agent, said: tuple[str, str], now: datetime
) -> Message:
    """Say something (its id, its text) to the shopper; the same id twice is said once."""
    conversation = await _own(session, conversation_id, agent)
    key = f"{agent.name}:{said[0]}"[:200]
    known = select(Message).where(Message.conversation_id == conversation_id, Message.key == key)
    if (earlier := await session.scalar(known)) is not None:
        return earlier
    message = await say(session, conversation, Said("agent", said[1], key=key), now)
    note(session, conversation_id, agent.name, "reply", now)
    await session.flush()
    return message


async def leave(session: AsyncSession, conversation_id: str, agent: Agent, state: str, now: datetime) -> str:
    """Return the conversation to the bot, or close it."""
    conversation = await _own(session, conversation_id, agent)
    move(conversation, state, now)
    conversation.handoff = None
    conversation.noticed = False
    note(session, conversation_id, agent.name, "give_back" if state == "bot" else "close", now)
    return conversation.state


async def cases_of(session: AsyncSession, conversation_id: str) -> list[dict[str, Any]]:
    """The after-sales cases made in this conversation, with their decisions."""
    query = (
        select(Store.slug, Case.number)
        .join(Store, Store.id == Case.store_id)
        .where(Case.conversation == conversation_id)
        .order_by(Case.id)
    )
    return [case_record(await find_case(session, *names)) for names in (await session.execute(query)).all()]


async def handover_of(session: AsyncSession, conversation_id: str) -> dict[str, Any] | None:
    """When the conversation left the web, and for which channel; None if it didn't."""
    query = select(ChannelHandover).where(
        ChannelHandover.conversation_id == conversation_id, ChannelHandover.done_at.is_not(None)
    )
    done = await session.scalar(query)
    return {"at": done.done_at.isoformat(), "channel": done.channel} if done and done.done_at else None


async def dead_letters(session: AsyncSession, agent: Agent) -> list[dict[str, Any]]:
    """What was given up in the agent's stores, in and out: newest first, without a word of anybody's."""
    found: list[dict[str, Any]] = []
    for queue, table in QUEUES.items():
        query = (
            select(table)
            .join(Conversation, Conversation.id == table.conversation_id)
            .where(table.state == "dead", _theirs(agent))
            .order_by(table.id.desc())
            .limit(MOST_LISTED)
        )
        found += [
            {
                "queue": queue,
                "entry": entry.id,
                "conversation": entry.conversation_id,
                "channel": entry.channel,
                "tries": entry.attempts,
                "error": entry.last_error,
                "at": entry.not_before.isoformat(),
            }
            for entry in (await session.scalars(query)).all()
        ]
    return found


async def revive(session: AsyncSession, queue: str, entry_id: int, now: datetime) -> bool:
    """Put a dead letter back into its queue; False if there is no such one."""
    table = QUEUES[queue]
    entry = await session.get(table, entry_id)
    if entry is None or entry.state != "dead":
        return False
    entry.state, entry.attempts, entry.not_before = "waiting", 0, now
    if isinstance(entry, InboxEntry):
        entry.failures = 0
        entry.attempts = 1  # Rasa may know it: the next try says that it is one more
        conversation = await locked(session, entry.conversation_id)
        conversation.due_at = now
        if conversation.state == "waiting_for_agent":
            move(conversation, "bot", now)
    return True
