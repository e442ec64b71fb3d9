"""What a channel told of, stored before it is acknowledged: each thing once, whatever is sent again."""

from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from gateway.accepting import Accepted, accept
from gateway.channels import editing, files
from gateway.channels.chat_turn import ChatTurn
from gateway.channels.chats import chat_with, heard, is_known, opening_id
from gateway.channels.handover.in_channel import answer_question, open_link
from gateway.channels.handover.requests import answer_in, code_in
from gateway.channels.interface import UNREADABLE, Channel, Incoming, Kind, Received
from gateway.channels.receipts import note_receipt
from gateway.channels.rendering import chosen, referred
from gateway.channels.telling import kept_apart, tell
from gateway.errors import TooMany
from gateway.hub import WORK, typing_in
from gateway.inbound import GATEWAY, OPENING, InboundMessage, cleaned
from gateway.models import Message
from gateway.transcript import Said, last_said, say
from gateway.wiring import Gateway
from shop.outages import is_outage
from telemetry.tracing import new_parent

OLDEST = timedelta(days=8)  # platforms stop sending again before; what is older is a replay
SLOWER_EVERY = timedelta(minutes=1)
STOP = frozenset({"stop updates", "unsubscribe"})
WANT = frozenset({"start updates"})
log = structlog.get_logger(__name__)


async def receive(gateway: Gateway, channel: Channel, received: Received) -> None:
    """Store all of it, in the order it was sent and each part on its own; raises only while a store is away.

    Then the platform sends all of it again, and what was stored is known. What can't be stored is counted.
    """
    unread = received.unread
    for each in sorted(received.incoming, key=lambda one: one.sent_at):
        unread += not await _stands_alone(channel, _take(gateway, channel, _clean(gateway, each)))
    for receipt in received.receipts:
        unread += not await _stands_alone(channel, note_receipt(gateway, channel, receipt))
    if unread:
        gateway.metrics.unread.labels(channel.name).inc(unread)
        log.warning("webhook_partly_unread", channel=channel.name, store=channel.store, n=unread)


async def _stands_alone(channel: Channel, part: Awaitable[None]) -> bool:
    """Whether this part could be stored; a fault in it is logged, an outage of ours is raised."""
    try:
        await part
    except Exception as error:  # a fault of ours in one part must not hold up the others for ever
        if is_outage(error):
            raise
        log.error("webhook_part_failed", channel=channel.name, store=channel.store, exc_info=error)
        return False
    return True


def _clean(gateway: Gateway, each: Incoming) -> Incoming:
    most = gateway.settings.text_characters
    return replace(each, text=cleaned(each.text)[:most], caption=cleaned(each.caption)[:most])


async def _take(gateway: Gateway, channel: Channel, each: Incoming) -> None:
    """Store one thing, and have it looked at."""
    if each.kind is Kind.SILENT or gateway.clock() - each.sent_at > OLDEST:
        return
    try:
        changed = await _store(gateway, channel, each)
    except IntegrityError:  # the same was stored, or the same chat opened, at the very same moment
        changed = await _store(gateway, channel, each)
    for conversation in changed:
        gateway.hub.wake(conversation, WORK, typing_in(conversation))


async def _store(gateway: Gateway, channel: Channel, each: Incoming) -> list[str]:
    """The conversations that it changed."""
    async with gateway.database.transaction() as session:
        if await is_known(session, channel, each):
            return []
        chat, conversation = await chat_with(session, gateway, channel, each)
        if await is_known(session, channel, each):
            return []
        await heard(session, chat, each.sent_at, gateway.clock())
        turn = Receiving(gateway, session, channel, chat, conversation)
        await turn.take(each)
        return [chat.conversation_id, *turn.woken]


def _shown(each: Incoming) -> str:
    """What the transcript holds of a thing that the assistant doesn't get: for the agent, in words."""
    if each.kind in UNREADABLE:
        return f"[{each.kind.value}] {each.text}".rstrip()
    return each.text or f"[{each.kind.value}]"


class Receiving(ChatTurn):
    """One thing of one shopper, taken for what it is."""

    async def take(self, each: Incoming) -> None:
        """Do what the thing asks for; what comes too fast is recorded, and not answered."""
        if await self._is_too_fast(each):
            await kept_apart(self, each, f"{_shown(each)}\n{each.caption}".rstrip())
            await tell(self, "slower", every=SLOWER_EVERY)
            return
        code = code_in(each.text) if each.kind in (Kind.TEXT, Kind.START) else None
        if code is not None:
            await open_link(self, each, code)
        elif each.kind in UNREADABLE and each.caption:
            await say(self.session, self.conversation, Said("shopper", _shown(each)), self.gateway.clock())
            await tell(self, each.kind.value)
            await self.say(replace(each, kind=Kind.TEXT, text=each.caption))
        elif each.kind in UNREADABLE or each.kind is Kind.HELP:
            await kept_apart(self, each, _shown(each))
            await tell(self, each.kind.value)
        elif each.kind is Kind.FILE:
            await files.expect(self, each)
        elif each.kind is Kind.START:
            await self.accept(each, channel=GATEWAY, payload=OPENING)
        elif (wants := await self._news(each)) is not None:
            self.chat.wants_news = wants
            await kept_apart(self, each, each.text)
            await tell(self, "started" if wants else "stopped")
        elif each.edits is not None:
            await editing.edit(self, each)
        else:
            await self.say(each)

    async def _is_too_fast(self, each: Incoming) -> bool:
        """Whether this shopper is over a limit. The platform must not hear of it: it would send all again."""
        names = ["conversation_messages", *(["conversation_uploads"] if each.kind is Kind.FILE else [])]
        try:
            for name in names:
                await self.gateway.count(name, self.conversation.id)
        except TooMany:
            return True
        return False

    async def say(self, each: Incoming) -> None:
        """Have it answered."""
        if each.kind is Kind.CONTACT and each.phone:
            self.conversation.phone = each.phone
            each = replace(each, text=each.phone)
        payload = await self._payload(each)
        if (answer := answer_in(payload, "join", "leave")) is not None:
            await answer_question(self, each, answer)
            return
        await self.accept(each, payload=payload)

    async def accept(
        self, each: Incoming, channel: str | None = None, payload: str | None = None, **more: Any
    ) -> Accepted:
        """Put it into the inbox."""
        message = InboundMessage(
            channel=channel or self.channel.name,
            sender=each.sender,
            external_id=opening_id(self.channel, each) if channel == GATEWAY else each.external_id,
            at=self.gateway.clock(),
            text="" if payload else each.text,
            payload=payload,
            trace=new_parent(),
            **more,
        )
        accepted = await accept(self.session, self.conversation.id, message, self.gateway.terms)
        await self.session.refresh(self.conversation)
        return accepted

    async def _payload(self, each: Incoming) -> str | None:
        """The payload that a tap or a written answer stands for."""
        if each.choice is not None:
            place = referred(each.choice)
            message = await self.session.get(Message, place[0]) if place else None
            ours = message is not None and message.conversation_id == self.conversation.id
            if place and message and ours and place[1] < len(message.buttons):
                return str(message.buttons[place[1]]["payload"])
            return None
        asked = await last_said(self.session, self.conversation.id)
        if asked is None or not asked.buttons:
            return None
        shown = {"id": asked.id, "text": asked.text, "buttons": asked.buttons, "data": asked.data}
        return chosen(each.text, shown, self.channel.limits)

    async def _news(self, each: Incoming) -> bool | None:
        """Whether the shopper says that they want news unasked, or don't."""
        if each.kind in (Kind.STOP_NEWS, Kind.WANT_NEWS):
            return each.kind is Kind.WANT_NEWS
        said = each.text.casefold().strip(" .!\"'")
        if said in STOP or said in WANT:
            return said in WANT
        if said == "stop":
            newest = await self.session.scalar(
                select(Message)
                .where(Message.conversation_id == self.conversation.id)
                .order_by(Message.seq.desc())
                .limit(1)
            )
            return False if newest is not None and (newest.key or "").startswith("news:") else None
        return None
