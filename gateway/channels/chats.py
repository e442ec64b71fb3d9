"""Who writes from where: a shopper's address on a channel, and the conversation that is held there."""

from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.channels.interface import Channel, Incoming
from gateway.conversations import Opening, locked, open_conversation
from gateway.inbound import GATEWAY
from gateway.models import Chat, Conversation, InboxEntry, OutboxEntry
from gateway.tokens import Identity, hashed_networks
from gateway.wiring import Gateway


async def is_known(session: AsyncSession, channel: Channel, each: Incoming) -> bool:
    """Whether this very thing came before, whatever conversation it went to."""
    ours = and_(InboxEntry.channel == channel.name, InboxEntry.external_id == each.external_id)
    opening = and_(InboxEntry.channel == GATEWAY, InboxEntry.external_id == opening_id(channel, each))
    query = (
        select(InboxEntry.id)
        .join(Conversation, Conversation.id == InboxEntry.conversation_id)
        .where(or_(ours, opening), Conversation.store == channel.store)
        .limit(1)
    )
    return await session.scalar(query) is not None


def opening_id(channel: Channel, each: Incoming) -> str:
    """Under what id a start is kept: it is the gateway's own message."""
    return f"{channel.name}:{each.external_id}"


async def chat_with(
    session: AsyncSession, gateway: Gateway, channel: Channel, each: Incoming
) -> tuple[Chat, Conversation]:
    """The sender's chat and its conversation, locked; both are made at their first message."""
    now = gateway.clock()
    chat = await find_chat(session, channel, each.sender)
    if chat is None:
        secret = gateway.settings.gateway_secret.get_secret_value()
        opening = Opening(
            id=gateway.new_id(),
            store=channel.store,
            channel=channel.name,
            identity=Identity(phone=each.phone),
            sender=each.sender,
            networks=hashed_networks(f"{channel.name}:{each.sender}", secret),
        )
        open_conversation(session, opening, now)
        await session.flush()
        chat = new_chat(channel, each.sender, opening.id, now)
        session.add(chat)
        await session.flush()
    conversation = await _locked_of(session, chat)
    if each.phone and conversation.phone is None:
        conversation.phone = each.phone
    return chat, conversation


async def _locked_of(session: AsyncSession, chat: Chat) -> Conversation:
    """The conversation held in that chat, locked; another one may have come there while this one waited."""
    conversation = await locked(session, chat.conversation_id)
    await session.refresh(chat, ["conversation_id"])
    return conversation if chat.conversation_id == conversation.id else await _locked_of(session, chat)


async def find_chat(session: AsyncSession, channel: Channel, sender: str) -> Chat | None:
    """The chat of that address, if it ever wrote."""
    query = select(Chat).where(
        Chat.store == channel.store, Chat.channel == channel.name, Chat.sender == sender
    )
    found: Chat | None = await session.scalar(query)
    return found


def new_chat(channel: Channel, sender: str, conversation_id: str, now: datetime) -> Chat:
    """A chat that has just been heard of."""
    return Chat(
        store=channel.store,
        channel=channel.name,
        sender=sender,
        conversation_id=conversation_id,
        heard_at=now,
        push_after=None,
        nudged=False,
        wants_news=True,
    )


async def heard(session: AsyncSession, chat: Chat, at: datetime, now: datetime) -> None:
    """The shopper wrote: what was held back for that goes out, of conversations that rest here too."""
    chat.heard_at, chat.nudged = max(chat.heard_at, min(at, now)), False
    theirs = select(Conversation.id).where(
        Conversation.store == chat.store,
        Conversation.channel == chat.channel,
        Conversation.sender == chat.sender,
    )
    await session.execute(
        update(OutboxEntry)
        .where(OutboxEntry.conversation_id.in_(theirs), OutboxEntry.state == "held")
        .values(state="waiting", not_before=now)
    )
