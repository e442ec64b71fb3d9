"""What a conversation was last about, in words that hold nothing of anybody's."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.conversations import TALKING_TO_A_PERSON
from gateway.models import Conversation, Message
from gateway.wording import words

LOOK_BACK = 20
CARDS = {"order": "order", "tracking": "delivery"} | dict.fromkeys(("decision", "case", "summary"), "request")
QUESTIONS = {"order_number": "order", "contact": "order", "address": "address"}


async def topic_of(session: AsyncSession, conversation: Conversation, language: str) -> str:
    """The topic, from the kinds of the latest cards and questions alone: never from what was written."""
    return words(f"topic_{await _topic(session, conversation)}", language)


async def _topic(session: AsyncSession, conversation: Conversation) -> str:
    if conversation.state in TALKING_TO_A_PERSON:
        return "person"
    query = (
        select(Message)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.seq.desc())
        .limit(LOOK_BACK)
    )
    latest = (await session.scalars(query)).all()
    known = (_kind(each.data) for each in latest if each.author != "shopper")
    written = any(each.author == "shopper" for each in latest)
    return next((kind for kind in known if kind), "question" if written else "nothing")


def _kind(data: Mapping[str, Any] | None) -> str | None:
    card = data or {}
    if card.get("type") == "question":
        return QUESTIONS.get(str(card.get("asks")), "request")
    return CARDS.get(str(card.get("type")))
