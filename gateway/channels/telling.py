"""What the gateway itself says in a channel, and what it keeps without asking the assistant."""

from datetime import datetime, timedelta

from sqlalchemy import select

from gateway.accepting import answered_entry
from gateway.channels.chat_turn import ChatTurn
from gateway.channels.interface import Incoming
from gateway.conversations import TALKING_TO_A_PERSON
from gateway.models import Message
from gateway.transcript import Said, say
from gateway.wording import words


async def tell(turn: ChatTurn, key: str, every: timedelta | None = None) -> None:
    """Say one of the channels' own sentences, at most that often; with a person in charge it is theirs."""
    if turn.conversation.state in TALKING_TO_A_PERSON:
        return
    now, name = turn.gateway.clock(), None
    if every is not None:
        last = await _last_told(turn, key)
        if last is not None and now - last < every:
            return
        name = f"{key}:{turn.conversation.last_seq + 1}"
    text = words(key, turn.conversation.language)
    await say(turn.session, turn.conversation, Said("bot", text, key=name), now)


async def _last_told(turn: ChatTurn, key: str) -> datetime | None:
    told = Message.conversation_id == turn.conversation.id, Message.key.startswith(f"{key}:")
    query = select(Message.at).where(*told).order_by(Message.seq.desc()).limit(1)
    last: datetime | None = await turn.session.scalar(query)
    return last


def marked(turn: ChatTurn, each: Incoming) -> None:
    """Remember that it came, so that it is not taken again."""
    now = turn.gateway.clock()
    turn.session.add(answered_entry(turn.conversation.id, turn.channel.name, each.external_id, now))


async def kept_apart(turn: ChatTurn, each: Incoming, shown: str) -> None:
    """Record what the shopper did without having the assistant answer it."""
    marked(turn, each)
    await say(turn.session, turn.conversation, Said("shopper", shown), turn.gateway.clock())
