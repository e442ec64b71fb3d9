"""News of a case, told unasked in the conversation it was opened in: approved, received, refunded, refused.

The shop's audit is the feed: each change of state stands there once. A message's key makes a second telling
the first, so that any number of processes may look.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.background import repeat_until_stopped
from gateway.channels import READ_BY_PULLING
from gateway.conversations import locked
from gateway.errors import NotFound
from gateway.hub import WORK
from gateway.models import Chat, Conversation, Message
from gateway.transcript import Said, say
from gateway.wiring import Gateway
from gateway.wording import words
from shop.models import KINDS, AuditEntry, Case, Store

EVERY_SECONDS = 5.0
LOOK_BACK = timedelta(days=2)
OVERLAP = 500  # entries that were being written when later ones were already there
AT_ONCE = 1000  # more than overlap, or it would never get on
STATES = ("approved", "received", "refunded", "rejected")
CHANGES = [f"{kind} {state}" for kind in KINDS for state in STATES]


class Newscaster:
    """One per process; two at once say nothing twice."""

    def __init__(self, gateway: Gateway) -> None:
        """Nothing runs before `run`."""
        self._gateway = gateway
        self._seen = 0

    async def run(self) -> None:
        """Look for news until the gateway stops."""
        await repeat_until_stopped(self._gateway, self.tell_new, EVERY_SECONDS)

    async def tell_new(self) -> int:
        """Tell what has changed and was not told; how many messages that were."""
        gateway, told, newest = self._gateway, 0, self._seen
        async with gateway.database.session() as session:
            entries = (await session.execute(_changes(self._seen - OVERLAP, gateway.clock()))).all()
        for entry, conversation in entries:
            state = str(entry.facts.get("to"))
            if entry.who != "shopper":
                told += await self._tell(conversation, f"news:{entry.id}", state, str(entry.case_number))
            newest = max(newest, entry.id)
        self._seen = newest
        return told

    async def _tell(self, conversation_id: str, key: str, state: str, case: str) -> bool:
        gateway = self._gateway
        async with gateway.database.transaction() as session:
            try:
                conversation = await locked(session, conversation_id)
            except NotFound:  # erased, or of another kind than ours
                return False
            if await _was_told(session, conversation_id, key) or not await _is_wanted(session, conversation):
                return False
            await say(session, conversation, _said(conversation, key, state, case), gateway.clock())
        gateway.hub.wake(conversation_id, WORK)
        return True


def _changes(after: int, now: datetime) -> Select[AuditEntry, str]:
    return (
        select(AuditEntry, Case.conversation)
        .join(Store, Store.slug == AuditEntry.store)
        .join(Case, (Case.store_id == Store.id) & (Case.number == AuditEntry.case_number))
        .where(AuditEntry.id > after, AuditEntry.at > now - LOOK_BACK, AuditEntry.what.in_(CHANGES))
        .order_by(AuditEntry.id)
        .limit(AT_ONCE)
    )


async def _was_told(session: AsyncSession, conversation_id: str, key: str) -> bool:
    query = select(Message.id).where(Message.conversation_id == conversation_id, Message.key == key)
    return await session.scalar(query) is not None


async def _is_wanted(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether the shopper may be told unasked; who only looks when they like is never disturbed."""
    if conversation.channel in READ_BY_PULLING:
        return True
    query = select(Chat.wants_news).where(
        Chat.store == conversation.store,
        Chat.channel == conversation.channel,
        Chat.sender == conversation.sender,
    )
    return bool(await session.scalar(query))


def _said(conversation: Conversation, key: str, state: str, case: str) -> Said:
    text = words(f"news_{state}", conversation.language, case=case)
    if conversation.channel not in READ_BY_PULLING:
        text = f"{text} {words('news_stop', conversation.language)}"
    return Said("bot", text, key=key)
