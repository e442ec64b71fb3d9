"""What the gateway itself says in a channel, and what it keeps without asking the assistant."""

from typing import TYPE_CHECKING

from gateway.channels.chats import last_said
from gateway.channels.interface import Incoming
from gateway.channels.wording import DEFAULT, language_of, words
from gateway.conversations import TALKING_TO_A_PERSON
from gateway.models import InboxEntry
from gateway.transcript import Said, say

if TYPE_CHECKING:
    from gateway.channels.receiving import Receiving


async def tell(turn: "Receiving", key: str) -> None:
    """Say one of the channels' own sentences; with a person in charge it is theirs to answer."""
    if turn.conversation.state in TALKING_TO_A_PERSON:
        return
    last = await last_said(turn.session, turn.conversation.id)
    text = words(key, language_of(last.text) if last else DEFAULT)
    await say(turn.session, turn.conversation, Said("bot", text), turn.gateway.clock())


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
