"""What the gateway itself says in a channel, and what it keeps without asking the assistant."""

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from gateway.channels.interface import Incoming
from gateway.conversations import TALKING_TO_A_PERSON
from gateway.models import InboxEntry, Message
from gateway.transcript import Said, language_with, say
from gateway.wording import words

SLOWER, SLOWER_EVERY = "slower:", timedelta(minutes=1)

if TYPE_CHECKING:
    from gateway.channels.receiving import Receiving


async def tell(turn: "Receiving", key: str) -> None:
    """Say one of the channels' own sentences; with a person in charge it is theirs to answer."""
    if turn.conversation.state in TALKING_TO_A_PERSON:
        return
    text = words(key, await language_with(turn.session, turn.conversation.id))
    await say(turn.session, turn.conversation, Said("bot", text), turn.gateway.clock())


async def tell_slower(turn: "Receiving") -> None:
    """Say that it comes too fast, once a minute at most."""
    now = turn.gateway.clock()
    query = select(Message.at).where(
        Message.conversation_id == turn.conversation.id, Message.key.startswith(SLOWER)
    )
    last = await turn.session.scalar(query.order_by(Message.seq.desc()).limit(1))
    if (last is None or now - last >= SLOWER_EVERY) and turn.conversation.state not in TALKING_TO_A_PERSON:
        text = words("slower", await language_with(turn.session, turn.conversation.id))
        said = Said("bot", text, key=f"{SLOWER}{turn.conversation.last_seq + 1}")
        await say(turn.session, turn.conversation, said, now)


def marked(turn: "Receiving", each: Incoming) -> None:
    """Remember that it came, so that it is not taken again."""
    now = turn.gateway.clock()
    turn.session.add(
        InboxEntry(
            conversation_id=turn.conversation.id,
            channel=turn.channel.name,
            external_id=each.external_id,
            text="",
            attachments=[],
            received_at=now,
            not_before=now,
            answered_at=now,
            state="answered",
            attempts=0,
            failures=0,
            silences=0,
        )
    )


async def kept_apart(turn: "Receiving", each: Incoming, shown: str) -> None:
    """Record what the shopper did without having the assistant answer it."""
    marked(turn, each)
    await say(turn.session, turn.conversation, Said("shopper", shown), turn.gateway.clock())
