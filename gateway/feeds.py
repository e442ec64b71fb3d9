"""What goes on in a conversation, looked up once for all the streams that follow it in this process.

Streams are held within bounds: so many of a conversation, where a new one takes the place of the oldest (a
shopper with many tabs, or one whose old connection nobody has missed yet), and so many of an address.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

import structlog
from sqlalchemy import exists, select

from gateway.channels import WEB
from gateway.conversations import state_on_web
from gateway.errors import Moved, NotFound, TooMany
from gateway.hub import Hub, pause, typing_in
from gateway.models import Conversation, InboxEntry, Message
from gateway.transcript import history
from shop.database import Database
from shop.outages import TROUBLE

KEPT = 100  # messages that a feed holds for streams that are behind
LAST_SECONDS = 5.0  # in which a replaced stream is told so
AGAIN_SECONDS = 30  # for an address that follows as much as it may
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Bounds:
    """Streams that one conversation, one address, and all together may have here."""

    conversation: int
    address: int
    all: int


@dataclass(eq=False)
class Follower:
    """One stream; `wake` is set when there is something to look at."""

    feed: "Feed"
    address: str
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    ends: asyncio.Timeout | None = None  # what holds its stream
    is_replaced: bool = False

    def replace(self) -> None:
        """Have the stream end, at the latest when its client has had its time to hear of it."""
        self.is_replaced = True
        self.wake.set()
        if self.ends is not None:
            self.ends.reschedule(asyncio.get_running_loop().time() + LAST_SECONDS)


class Feed:
    """One conversation: its state, whether an answer is under way, and the messages since this began."""

    def __init__(self, database: Database, conversation: str) -> None:
        """Nothing is known before the first `look`."""
        self._database, self.conversation = database, conversation
        self._looking = asyncio.Lock()
        self._messages: list[Message] = []
        self._base = 0  # messages after this number are in memory
        self.newest: int | None = None
        self.state, self.typing = "bot", False
        self.ended: Literal["moved", "erased", "broken"] | None = None
        self.followers: dict[Follower, None] = {}
        self.watching: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """See what has changed, and wake those who follow if anything has."""
        async with self._looking:
            before = (self.state, self.typing, self.newest, self.ended)
            try:
                await self._read()
            except Moved:
                self.ended = "moved"
            except NotFound:
                self.ended = "erased"
            if before != (self.state, self.typing, self.newest, self.ended):
                self.wake_all()

    async def _read(self) -> None:
        waiting = exists().where(
            InboxEntry.conversation_id == self.conversation, InboxEntry.state == "waiting"
        )
        query = select(Conversation.state, Conversation.channel, Conversation.last_seq, waiting)
        async with self._database.session() as session:
            row = (await session.execute(query.where(Conversation.id == self.conversation))).one_or_none()
            if row is None:
                raise NotFound
            state, channel, newest, is_waiting = row
            if channel != WEB:
                raise Moved
            if self.newest is None:
                self._base = newest
            elif newest > self.newest:
                found = await history(session, self.conversation, self.newest)
                await state_on_web(session, self.conversation)  # later: none of them is of another channel
                self._keep(found)
                newest = found[-1].seq if found else newest  # more may have come since the row was read
        self.state, self.typing, self.newest = state, state == "bot" and is_waiting, newest

    def _keep(self, found: Sequence[Message]) -> None:
        self._messages += found
        dropped = self._messages[:-KEPT]
        if dropped:
            self._base, self._messages = dropped[-1].seq, self._messages[-KEPT:]

    async def after(self, seen: int) -> Sequence[Message]:
        """Messages after that number: from memory, but for a stream that begins or is further behind."""
        if seen >= self._base:
            return [each for each in self._messages if each.seq > seen]
        async with self._database.session() as session:
            found = await history(session, self.conversation, seen)
            await state_on_web(session, self.conversation)
        return found

    def wake_all(self) -> None:
        """Make every stream look."""
        for follower in self.followers:
            follower.wake.set()


class Feeds:
    """The feeds of all conversations that are followed here; each lives as long as somebody follows it."""

    def __init__(self, database: Database, hub: Hub, bounds: Bounds, seconds: Callable[[], float]) -> None:
        """`seconds` tells how often to look at what nobody announced."""
        self._database, self._hub, self._bounds, self._seconds = database, hub, bounds, seconds
        self._feeds: dict[str, Feed] = {}
        self._addresses: Counter[str] = Counter()
        self._followers: dict[Follower, None] = {}  # the oldest first

    @property
    def streams(self) -> int:
        """How many streams there are."""
        return self._addresses.total()

    async def follow(self, conversation: str, address: str | None) -> Follower:
        """Follow it from an address; TooMany if that follows as much as it may. `leave` must follow."""
        where = address or "unknown"
        if self._addresses[where] >= self._bounds.address:
            raise TooMany(AGAIN_SECONDS)
        if self.streams >= self._bounds.all:
            self._make_room(where)
        feed = self._feed(conversation)
        follower = Follower(feed, where)
        self._addresses[where] += 1
        self._followers[follower] = feed.followers[follower] = None
        try:
            await feed.look()
            self._replace_oldest(feed)
        except BaseException:
            self.leave(follower)
            raise
        return follower

    def _replace_oldest(self, feed: Feed) -> None:
        held = [each for each in feed.followers if not each.is_replaced]
        for oldest in held[: -self._bounds.conversation]:
            oldest.replace()

    def _make_room(self, where: str) -> None:
        """Take a place from the address that has the most, or refuse whoever would then have as many."""
        held = Counter(each.address for each in self._followers if not each.is_replaced)
        most, count = held.most_common(1)[0] if held else (where, 0)
        if held[where] + 1 >= count:
            raise TooMany(AGAIN_SECONDS)
        next(each for each in self._followers if each.address == most and not each.is_replaced).replace()

    def _feed(self, conversation: str) -> Feed:
        feed = self._feeds.get(conversation)
        if feed is None or feed.ended is not None:  # whoever follows an ended one leaves it soon
            feed = self._feeds[conversation] = Feed(self._database, conversation)
            feed.watching = asyncio.create_task(self._watch(feed))
        return feed

    async def _watch(self, feed: Feed) -> None:
        topics = feed.conversation, typing_in(feed.conversation)
        with self._hub.listening(*topics) as wake:
            while True:
                await pause(wake, self._seconds())
                wake.clear()
                try:
                    await feed.look()
                except TROUBLE as error:  # the database may be away for a while
                    log.warning("feed_not_read", error=type(error).__name__)
                except Exception as error:  # a fault of our own: the streams end, and come back by themselves
                    log.exception("feed_broken", exc_info=error)
                    feed.ended = "broken"
                    feed.wake_all()
                    return

    def leave(self, follower: Follower) -> None:
        """The stream has ended; with the last one its conversation is looked at no more."""
        feed = follower.feed
        del feed.followers[follower], self._followers[follower]
        self._addresses[follower.address] -= 1
        if not self._addresses[follower.address]:
            del self._addresses[follower.address]
        if not feed.followers:
            self._end(feed)

    def _end(self, feed: Feed) -> None:
        if feed.watching is not None:
            feed.watching.cancel()
        if self._feeds.get(feed.conversation) is feed:
            del self._feeds[feed.conversation]

    def wake_all(self) -> None:
        """Make every stream look, as before stopping."""
        for feed in self._feeds.values():
            feed.wake_all()
