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
    conversation = turn.conversation.id
    newest = await turn.session.scalar(
        select(InboxEntry)
        .where(InboxEntry.conversation_id == conversation, InboxEntry.channel == turn.channel.name)
        .order_by(InboxEntry.id.desc())
        .limit(1)
    )
    if newest is None or newest.external_id != each.edits:
        await kept_apart(turn, each, each.text)
        await tell(turn, "edited")
        return
    if newest.state != "waiting" or newest.attempts or newest.payload:
        await turn.say(each)
        return
    message = await turn.session.scalar(
        select(Message)
        .where(Message.conversation_id == conversation, Message.author == "shopper")
        .order_by(Message.seq.desc())
        .limit(1)
    )
    newest.text = each.text
    if message is not None:
        message.text = each.text
    marked(turn, each)
