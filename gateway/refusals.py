"""What is said to a message that no further try could answer: the truth, and that a person may have it."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.answers import BotMessage, BotTurn
from gateway.errors import TurnRefused
from gateway.inbound import Turn
from gateway.models import InboxEntry
from gateway.wording import DEFAULT, words

TO_A_PERSON = "/talk_to_agent"
WORDS_FOR = {"reading_timed_out": "too_much"}
OTHERWISE = "not_dealt_with"


async def refusal(session: AsyncSession, turn: Turn, error: TurnRefused) -> BotTurn:
    """The offer to pass the conversation on; the second in a row passes it on. An opening goes without."""
    if turn.opening:
        return BotTurn(refused=error.kind)
    language = turn.language or DEFAULT
    if await _was_refused_before(session, turn):
        sorry = BotMessage(words("sorry", language))
        return BotTurn([sorry], handoff={"reason": "not_answered"}, refused=error.kind)
    person = {"title": words("to_a_person", language), "payload": TO_A_PERSON}
    text = words(WORDS_FOR.get(error.kind, OTHERWISE), language)
    return BotTurn([BotMessage(text, buttons=[person])], refused=error.kind)


async def _was_refused_before(session: AsyncSession, turn: Turn) -> bool:
    query = (
        select(InboxEntry.last_error)
        .where(
            InboxEntry.conversation_id == turn.conversation,
            InboxEntry.id < turn.entry,
            InboxEntry.state == "answered",
        )
        .order_by(InboxEntry.id.desc())
        .limit(1)
    )
    return await session.scalar(query) is not None
