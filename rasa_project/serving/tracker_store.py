"""The tracker store in SQL: a turn costs the same in any conversation, and fails if it can't be kept.

Rasa reads, replays and ships to every action all events of a session. Here a turn works with the last few
messages of the shopper and, for all before them, a summary (`serving.summary`). Nothing is deleted: the whole
history stays in Rasa's own table and is what `retrieve_full_tracker`, and with it Rasa's HTTP API, gives.
"""

import contextlib
import itertools
import json
from dataclasses import dataclass
from typing import Any, NoReturn, Optional

import sqlalchemy as sa
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql import Select

from serving.summary import ends_listening, summed_up

MOST_MESSAGES = 5
KEPT_MESSAGES = 2
TRACKED = "_tail"
BUSY_SECONDS = 15

EVENTS = SQLTrackerStore.SQLEvent.__table__
SUMMARIES = sa.Table(
    "summaries",  # what the events up to `event_id` come to, as a JSON list of events
    SQLTrackerStore.Base.metadata,
    sa.Column("sender_id", sa.String(255), primary_key=True),
    sa.Column("event_id", sa.Integer, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)


@dataclass
class Tail:
    """Where a tracker's events come from: some from a summary, then some rows after the one of an id."""

    summary: int
    after: int
    rows: int

    @property
    def known(self) -> int:
        """How many of the tracker's events are kept already."""
        return self.summary + self.rows


class BoundedSQLTrackerStore(SQLTrackerStore):
    """Rasa's SQL store, reading the end of a conversation only, and without a fall-back to memory.

    Rasa wraps every tracker store in one that answers from an empty conversation when the database can't
    be reached, and keeps what follows in this process only. The wrapper is made to raise instead.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As Rasa's; the tables and an index for reading the end are made where they are missing."""
        super().__init__(*args, **kwargs)
        if self.engine.dialect.name == "sqlite" and self.engine.url.database:
            self._keep_the_file_open()
        index = sa.Index("events_of_a_conversation", EVENTS.c.sender_id, EVENTS.c.id)
        with contextlib.suppress(OperationalError, ProgrammingError, IntegrityError):  # another was quicker
            index.create(self.engine, checkfirst=True)

    def _keep_the_file_open(self) -> None:
        """Rasa opens a SQLite file anew for each of a turn's two transactions, and syncs it twice for one."""
        arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        self.engine = sa.create_engine(self.engine.url, poolclass=QueuePool, connect_args=arguments)
        with self.engine.connect() as connection:
            connection.execute(sa.text("PRAGMA journal_mode=WAL"))  # and, by default, every commit is synced
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> Optional[DialogueStateTracker]:
        """The conversation as it stands, with its last few messages."""
        with self.engine.connect() as connection:
            summary = connection.execute(_summary_of(sender_id)).first()
            after = summary.event_id if summary is not None else 0
            rows = connection.execute(_rows_after(sender_id, after)).all()
        past = json.loads(summary.data) if summary is not None else []
        starts = [at for at, row in enumerate(rows) if row.type_name == SessionStarted.type_name]
        if starts:  # what was before is no part of this session
            past, after, rows = [], rows[starts[-1]].id - 1, rows[starts[-1] :]
        if self.domain is None or not (past or rows):
            return None
        events = [*past, *(json.loads(row.data) for row in rows)]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, TRACKED, Tail(len(past), after, len(rows)))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what is new in the conversation, and sum its past up where it has become long."""
        tail: Optional[Tail] = getattr(tracker, TRACKED, None)
        if tail is None:  # not of this store, such as a whole conversation sent to Rasa's HTTP API
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        new = [_row(tracker, event) for event in itertools.islice(tracker.events, tail.known, None)]
        if not new:
            return
        with self.engine.begin() as connection:
            connection.execute(EVENTS.insert(), new)
            tail.rows += len(new)
            self._sum_up(connection, tracker, tail)

    def _sum_up(self, connection: Connection, tracker: DialogueStateTracker, tail: Tail) -> None:
        """Move the summary's end to before the last messages, once there are many after it."""
        events = list(tracker.events)
        new = range(tail.summary, len(events))
        messages = [at for at in new if isinstance(events[at], UserUttered)]
        if len(messages) <= MOST_MESSAGES or self.domain is None:
            return
        end = messages[-KEPT_MESSAGES]
        if not ends_listening(events[:end]):
            return
        past = summed_up(tracker.sender_id, events[:end], self.domain.slots)
        last = _rows_after(tracker.sender_id, tail.after).offset(end - tail.summary - 1).limit(1)
        row = {
            "event_id": connection.execute(last).one().id,
            "data": json.dumps([event.as_dict() for event in past]),
        }
        same = SUMMARIES.c.sender_id == tracker.sender_id
        if not connection.execute(SUMMARIES.update().where(same).values(row)).rowcount:
            connection.execute(SUMMARIES.insert().values(sender_id=tracker.sender_id, **row))


def _summary_of(sender_id: str) -> Select:
    return sa.select(SUMMARIES.c.event_id, SUMMARIES.c.data).where(SUMMARIES.c.sender_id == sender_id)


def _rows_after(sender_id: str, event_id: int) -> Select:
    wanted = sa.select(EVENTS.c.id, EVENTS.c.type_name, EVENTS.c.data)
    return wanted.where(EVENTS.c.sender_id == sender_id, EVENTS.c.id > event_id).order_by(EVENTS.c.id)


def _row(tracker: DialogueStateTracker, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": tracker.sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def raised(_fall_back: Any) -> Any:
    """The error of the database, instead of the fall-back to memory of Rasa's wrapper."""

    def fail(_store: FailSafeTrackerStore, error: Exception) -> NoReturn:
        raise error

    return fail
