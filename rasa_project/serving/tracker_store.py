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
from rasa.shared.core.events import SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

from serving.summary import ends_listening, summed_up

MOST_MESSAGES = 8
KEPT_MESSAGES = 3
TRACKED = "_tail"
BUSY_SECONDS = 15


class Summary(SQLTrackerStore.Base):
    """What the events up to `event_id` come to, as a JSON list of events."""

    __tablename__ = "summaries"

    sender_id = sa.Column(sa.String(255), primary_key=True)
    event_id = sa.Column(sa.Integer, nullable=False)
    data = sa.Column(sa.Text, nullable=False)


@dataclass
class Tail:
    """Where a tracker's events come from: so many from a summary, then rows of these ids."""

    summary: int
    rows: list[int]

    @property
    def known(self) -> int:
        """How many of the tracker's events are kept already."""
        return self.summary + len(self.rows)


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
        index = sa.Index("events_of_a_conversation", self.SQLEvent.sender_id, self.SQLEvent.id)
        with contextlib.suppress(OperationalError, ProgrammingError):  # another server was quicker
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
        with self.session_scope() as session:
            summary = session.get(Summary, sender_id)
            query = session.query(self.SQLEvent.id, self.SQLEvent.type_name, self.SQLEvent.data)
            query = query.filter(self.SQLEvent.sender_id == sender_id)
            if summary is not None:
                query = query.filter(self.SQLEvent.id > summary.event_id)
            rows = query.order_by(self.SQLEvent.id).all()
        past = json.loads(summary.data) if summary is not None else []
        starts = [at for at, row in enumerate(rows) if row.type_name == SessionStarted.type_name]
        if starts:  # what was before is no part of this session
            past, rows = [], rows[starts[-1] :]
        if self.domain is None or not (past or rows):
            return None
        events = [*past, *(json.loads(row.data) for row in rows)]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, TRACKED, Tail(len(past), [row.id for row in rows]))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep what is new in the conversation, and sum its past up where it has become long."""
        tail: Optional[Tail] = getattr(tracker, TRACKED, None)
        if tail is None:  # not of this store, such as a whole conversation sent to Rasa's HTTP API
            await super().save(tracker)
            return
        await self.stream_events(tracker)
        with self.session_scope() as session:
            added = [
                self._row(tracker, event) for event in itertools.islice(tracker.events, tail.known, None)
            ]
            session.add_all(added)
            session.flush()
            tail.rows += [row.id for row in added]
            self._sum_up(session, tracker, tail)
            session.commit()

    def _row(self, tracker: DialogueStateTracker, event: Any) -> Any:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=tracker.sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )

    def _sum_up(self, session: Session, tracker: DialogueStateTracker, tail: Tail) -> None:
        """Move the summary's end to before the last messages, once there are many after it."""
        events = list(tracker.events)
        messages = [
            at for at, event in enumerate(events) if at >= tail.summary and isinstance(event, UserUttered)
        ]
        if len(messages) <= MOST_MESSAGES or self.domain is None:
            return
        end = messages[-KEPT_MESSAGES]
        if not ends_listening(events[:end]):
            return
        past = summed_up(tracker.sender_id, events[:end], self.domain.slots)
        data = json.dumps([event.as_dict() for event in past])
        event_id = tail.rows[end - tail.summary - 1]
        session.merge(Summary(sender_id=tracker.sender_id, event_id=event_id, data=data))


def _fail(_store: FailSafeTrackerStore, error: Exception) -> NoReturn:
    raise error


FailSafeTrackerStore.on_tracker_store_error = _fail
FailSafeTrackerStore.on_tracker_store_retrieve_error = _fail
