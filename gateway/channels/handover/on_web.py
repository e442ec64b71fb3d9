"""The web's side: whoever made the link confirms; the conversation moves, and the web's token is revoked."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.accepting import answered_entry, known_entry
from gateway.awaited import Outcome
from gateway.channels import WEB
from gateway.channels.handover.agreement import agree
from gateway.channels.handover.requests import Answer, by_id, is_over
from gateway.conversations import TALKING_TO_A_PERSON, locked, locked_in
from gateway.models import ChannelHandover, Chat, Conversation, InboxEntry, Message
from gateway.transcript import Said, answers_to, button_title, say
from gateway.wiring import Gateway
from gateway.wording import words


@dataclass(frozen=True)
class Sides:
    """A request that both sides may still answer, with the conversation of each, locked."""

    request: ChannelHandover
    web: Conversation
    chat: Chat
    here: Conversation


class WebAnswer:
    """What the web shopper said to a request, under the client's own id, within one transaction."""

    def __init__(self, gateway: Gateway, session: AsyncSession, conversation: str, message: str) -> None:
        """Nothing is locked yet."""
        self._gateway, self._session = gateway, session
        self._conversation, self._message = conversation, message
        self.woken = [conversation]

    async def take(self, answer: Answer) -> Outcome:
        """Do it and say so; the same client id twice is one answer."""
        session, now = self._session, self._gateway.clock()
        sides = await self._sides(answer)
        web = sides.web if sides else await locked_in(session, self._conversation, WEB)
        known = await known_entry(session, web.id, WEB, self._message)
        if known is not None:
            return Outcome(await answers_to(session, known), web.state, done=True)
        title = await button_title(session, web.id, answer.payload)
        await say(session, web, Said("shopper", title or answer.said), now)
        entry = answered_entry(web.id, WEB, self._message, now)
        session.add(entry)
        await session.flush()
        key = "handover_over_web" if sides is None else await self._settle(sides, answer)
        text = words(key, web.language)
        marked = f"handover:{answer.request}:{web.last_seq + 1}"
        said = await say(session, web, Said("bot", text, answers=entry.id, key=marked), now)
        if sides is not None and sides.request.state == "done":
            await self._move(sides)
        return Outcome([said], web.state, done=True)

    async def _sides(self, answer: Answer) -> Sides | None:
        """Both sides of a request that the channel's has accepted; that one is locked first."""
        session = self._session
        chat_id = await session.scalar(
            select(ChannelHandover.chat_id).where(ChannelHandover.id == answer.request)
        )
        chat = await session.get(Chat, chat_id) if chat_id is not None else None
        if chat is None:
            return None
        here = await locked(session, chat.conversation_id)
        found = await by_id(session, answer.request)
        still = await session.get(Chat, chat.id, populate_existing=True)
        if found is None or found[1].id != self._conversation:
            return None
        if still is None or still.conversation_id != here.id:
            return None
        request, web = found
        good = request.state == "accepted" and not is_over(request, self._gateway.clock())
        return Sides(request, web, chat, here) if good and request.chat_id == chat.id else None

    async def _settle(self, sides: Sides, answer: Answer) -> str:
        """The request's new state; the name of what is said on the web."""
        if answer.said != "confirm":
            sides.request.state = "declined"
            await self._tell(sides.here, "handover_unconfirmed")
            return "handover_stayed"
        if await _is_waiting(self._session, sides.web.id):
            return "handover_busy"
        if sides.here.state in TALKING_TO_A_PERSON:  # meanwhile they have turned to somebody there
            sides.request.state = "declined"
            return "handover_over_web"
        if not await agree(self._session, sides.web, sides.here.phone):
            sides.request.state = "declined"
            await self._tell(sides.here, "handover_differs")
            return "handover_differs_web"
        sides.request.state = "done"
        return "moved_away"

    async def _move(self, sides: Sides) -> None:
        """The web's token is worth nothing from here on; the chat's own conversation so far rests."""
        request, web, chat, now = sides.request, sides.web, sides.chat, self._gateway.clock()
        asked = await _open_question(self._session, web)
        request.token_hash, web.token_hash, request.done_at = web.token_hash, None, now
        web.channel, web.sender, web.networks = chat.channel, chat.sender, sides.here.networks
        web.phone = sides.here.phone or web.phone
        chat.conversation_id = web.id
        await self._session.flush()
        await self._tell(web, "moved")
        if asked is not None and (asked.buttons or asked.data) and web.state == "bot":
            again = Said("bot", asked.text, buttons=asked.buttons, data=asked.data)
            await say(self._session, web, again, now)

    async def _tell(self, conversation: Conversation, key: str) -> None:
        text = words(key, conversation.language)
        await say(self._session, conversation, Said("bot", text), self._gateway.clock())
        self.woken.append(conversation.id)


async def _is_waiting(session: AsyncSession, conversation: str) -> bool:
    """Whether something from the web is unanswered: it must not be answered as to the channel's shopper."""
    query = select(InboxEntry.id).where(
        InboxEntry.conversation_id == conversation, InboxEntry.state == "waiting"
    )
    return await session.scalar(query.limit(1)) is not None


async def _open_question(session: AsyncSession, web: Conversation) -> Message | None:
    """The assistant's latest message, leaving aside what was said of the request itself."""
    theirs = or_(Message.key.is_(None), Message.key.not_like("handover:%"))
    query = (
        select(Message)
        .where(Message.conversation_id == web.id, Message.author != "shopper", theirs)
        .order_by(Message.seq.desc())
        .limit(1)
    )
    found: Message | None = await session.scalar(query)
    return found
