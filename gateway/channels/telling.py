"""What the gateway itself says in a channel, and what it keeps without asking the assistant."""

from typing import TYPE_CHECKING

from gateway.channels.interface import Incoming
from gateway.conversations import TALKING_TO_A_PERSON
from gateway.models import InboxEntry
from gateway.transcript import Said, language_with, say
from gateway.wording import words

if TYPE_CHECKING:
    from gateway.channels.receiving import Receiving


async def tell(turn: "Receiving", key: str) -> None:
    """Say one of the channels' own sentences; with a person in charge it is theirs to answer."""
    if turn.conversation.state in TALKING_TO_A_PERSON:
        return
    text = words(key, await language_with(turn.session, turn.conversation.id))
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
