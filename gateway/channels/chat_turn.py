"""One thing that one shopper did in a channel, with all that it is dealt with in: a single transaction."""

from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels.interface import Channel
from gateway.models import Chat, Conversation
from gateway.wiring import Gateway


@dataclass
class ChatTurn:
    """The chat and its conversation, which is locked; `woken` are other conversations that were changed."""

    gateway: Gateway
    session: AsyncSession
    channel: Channel
    chat: Chat
    conversation: Conversation
    woken: list[str] = field(default_factory=list, init=False)
