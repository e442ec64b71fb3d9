"""A message that the shopper changed after sending it."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from gateway.channels.interface import Incoming
from gateway.channels.telling import kept_apart, marked, tell
from gateway.models import InboxEntry, Message

if TYPE_CHECKING:
    from gateway.channels.receiving import Receiving


async def edit(turn: "Receiving", each: Incoming) -> None:
    """Not yet answered: it is what it says now. The last one: said anew. An earlier one: ask for it anew."""
    query = (
        select(InboxEntry)
        .where(InboxEntry.conversation_id == turn.conversation.id, InboxEntry.channel == turn.channel.name)
        .order_by(InboxEntry.id.desc())
    )
    newest = await turn.session.scalar(query.limit(1))
    if newest is None or not _is_of(newest, each):
        await kept_apart(turn, each, each.text)
        await tell(turn, "edited")
        return
    waiting = await turn.session.scalar(query.where(InboxEntry.state == "waiting").limit(1))
    if waiting is None or not _is_of(waiting, each) or waiting.attempts or waiting.payload:
        await turn.say(each)
        return
    waiting.text = each.text
    message = await turn.session.scalar(
        select(Message)
        .where(Message.conversation_id == turn.conversation.id, Message.author == "shopper")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    if message is not None:
        message.text = each.text
    marked(turn, each)


def _is_of(entry: InboxEntry, each: Incoming) -> bool:
    """Whether the entry is the message that was changed, or an earlier change of it."""
    return entry.external_id == each.edits or entry.external_id.startswith(f"{each.edits}:")
