"""Files that shoppers send: fetched at once, since they expire, and given to the message that waits."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.background import repeat_until_stopped
from gateway.channels.interface import Incoming, Verdict
from gateway.channels.telling import marked
from gateway.conversations import locked
from gateway.errors import Conflict, Problem, TooLarge, TooMany, Unavailable
from gateway.hub import WORK
from gateway.models import Conversation, InboxEntry, IncomingFile, Message, Upload
from gateway.spool import Owner
from gateway.transcript import Said, say
from gateway.uploads import receive
from gateway.wiring import Gateway
from gateway.wording import words

if TYPE_CHECKING:
    from gateway.channels.receiving import Receiving

GATHER = timedelta(seconds=1.5)  # photos sent together arrive one by one
TOGETHER = timedelta(seconds=10)
LEASE = timedelta(seconds=90)
FETCH_SECONDS = 60.0
AT_ONCE = 4
REFUSED = {
    "file_too_large": "[file: too large]",
    "file_wrong": "[file: not a photo or video that can be opened]",
    "file_too_many": "[file: one more than this conversation may hold]",
    "file_lost": "[file: could not be loaded]",
}  # what a transcript shows in its place
log = structlog.get_logger(__name__)


async def expect(turn: "Receiving", each: Incoming) -> None:
    """Keep the message until its file is here; photos of one album become one message."""
    gateway, session, now = turn.gateway, turn.session, turn.gateway.clock()
    until = now + timedelta(minutes=gateway.settings.file_minutes) + LEASE
    album = await _album(turn, each, now)
    if album is None:
        entry = (await turn.accept(each, ready_at=until, album=each.album)).entry
    else:
        entry, album.not_before = album.id, until
        album.text = "\n".join(filter(None, [album.text, each.text]))
        marked(turn, each)
        await say(session, turn.conversation, Said("shopper", each.text), now)
    session.add(
        IncomingFile(
            conversation_id=turn.conversation.id,
            entry_id=entry,
            seq=turn.conversation.last_seq,
            store=turn.channel.store,
            channel=turn.channel.name,
            reference=each.file or "",
            state="waiting",
            attempts=0,
            created_at=now,
            not_before=now,
        )
    )


async def _album(turn: "Receiving", each: Incoming, now: datetime) -> InboxEntry | None:
    """The message that this file joins: of the same album, the last one waiting, and not yet tried."""
    if each.album is None:
        return None
    query = (
        select(InboxEntry)
        .where(InboxEntry.conversation_id == turn.conversation.id, InboxEntry.state == "waiting")
        .order_by(InboxEntry.id.desc())
        .limit(1)
    )
    last = await turn.session.scalar(query)
    if last is None or last.album != each.album or last.attempts or now - last.received_at > TOGETHER:
        return None
    return last


class Fetcher:
    """One per process; any number share the work."""

    def __init__(self, gateway: Gateway) -> None:
        """Nothing runs before `run`."""
        self._gateway = gateway

    async def run(self) -> None:
        """Fetch until the gateway stops."""
        await repeat_until_stopped(self._gateway, self.fetch_due, self._gateway.settings.poll_seconds, WORK)

    async def fetch_due(self) -> bool:
        """Fetch what is due now; True if there was anything."""
        async with self._gateway.database.transaction() as session:
            due = await _claim(session, self._gateway.clock())
        await asyncio.gather(*(self._fetch(file) for file in due))
        return bool(due)

    async def _fetch(self, file: IncomingFile) -> None:
        gateway = self._gateway
        upload, refusal, error = await self._try(file)
        if upload is not None:
            gateway.metrics.uploads.labels(upload.kind).inc()
        async with gateway.database.transaction() as session:
            conversation = await locked(session, file.conversation_id)
            row = await session.get_one(IncomingFile, file.id)
            row.lease_until, row.last_error = None, error
            if upload is not None:
                row.state, row.upload_id, row.upload_kind = "fetched", upload.id, upload.kind
            elif refusal is not None:
                row.state = "refused"
                await _refuse(session, conversation, row, refusal, gateway.clock())
            else:
                row.not_before = gateway.clock() + gateway.backoff(row.attempts)
                return
            await session.flush()
            due = await _settle(session, row, gateway.clock())
            if due is not None:
                conversation.due_at = min(filter(None, (conversation.due_at, due)))
        gateway.hub.wake(file.conversation_id, WORK)

    async def _try(self, file: IncomingFile) -> tuple[Upload | None, str | None, str | None]:
        """The upload, or why it is refused for good, or neither: again later; and the error's name."""
        gateway = self._gateway
        channel = gateway.channels.get((file.channel, file.store))
        if channel is None:
            return None, "file_lost", "no such channel"
        too_old = gateway.clock() - file.created_at > timedelta(minutes=gateway.settings.file_minutes)
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                owner = Owner(file.conversation_id, channel=file.channel)
                return await receive(gateway, owner, channel.fetch(file.reference)), None, None
        except (TooMany, Unavailable) as problem:  # not of this file's doing
            return None, "file_lost" if too_old else None, type(problem).__name__
        except Problem as problem:
            log.info("file_refused", channel=file.channel, kind=type(problem).__name__)
            return None, _refusal(problem), type(problem).__name__
        except Exception as error:  # whatever a channel's service does
            trouble = channel.trouble(error)
        log.warning("file_not_fetched", channel=file.channel, kind=trouble.code, attempt=file.attempts)
        for_good = trouble.verdict in (Verdict.GIVE_UP, Verdict.TELL)
        return None, "file_lost" if too_old or for_good else None, trouble.code


def _refusal(problem: Problem) -> str:
    if isinstance(problem, TooLarge):
        return "file_too_large"
    return "file_too_many" if isinstance(problem, Conflict) else "file_wrong"


async def _refuse(
    session: AsyncSession, conversation: Conversation, row: IncomingFile, refusal: str, now: datetime
) -> None:
    """Tell the shopper, and in the transcript the agent, who may be in charge but saw no file either."""
    message = await _message_of(session, row)
    if message is not None:
        message.text = "\n".join(filter(None, [message.text, REFUSED[refusal]]))
    text = words(refusal, conversation.language)
    await say(session, conversation, Said("bot", text), now)


async def _message_of(session: AsyncSession, row: IncomingFile) -> Message | None:
    query = select(Message).where(Message.conversation_id == row.conversation_id, Message.seq == row.seq)
    found: Message | None = await session.scalar(query)
    return found


async def _claim(session: AsyncSession, now: datetime) -> Sequence[IncomingFile]:
    query = (
        select(IncomingFile)
        .where(
            IncomingFile.state == "waiting",
            IncomingFile.not_before <= now,
            or_(IncomingFile.lease_until.is_(None), IncomingFile.lease_until <= now),
        )
        .order_by(IncomingFile.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    due = (await session.scalars(query)).all()
    for file in due:
        file.lease_until, file.attempts = now + LEASE, file.attempts + 1
    return due


async def _settle(session: AsyncSession, row: IncomingFile, now: datetime) -> datetime | None:
    """Give the message what was fetched; once nothing is missing, when it may be answered."""
    query = select(IncomingFile).where(IncomingFile.entry_id == row.entry_id).order_by(IncomingFile.id)
    files = (await session.scalars(query)).all()
    entry = await session.get_one(InboxEntry, row.entry_id)
    entry.attachments = _attachments(files)
    of_message = [file for file in files if file.seq == row.seq]
    message = await _message_of(session, row)
    if message is not None:
        message.attachments = _attachments(of_message)
    if row.upload_id is not None:
        (await session.get_one(Upload, row.upload_id)).attached = True
    if entry.state != "waiting" or any(file.state == "waiting" for file in files):
        return None
    if not entry.attachments and not entry.text:
        entry.state, entry.answered_at = "answered", now  # the refusal was the answer
        return now
    entry.not_before = max(now, files[-1].created_at + GATHER)
    return entry.not_before


def _attachments(files: Sequence[IncomingFile]) -> list[dict[str, Any]]:
    return [{"id": file.upload_id, "kind": file.upload_kind} for file in files if file.upload_id is not None]
