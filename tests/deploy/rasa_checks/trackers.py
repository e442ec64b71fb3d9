"""Checks of the tracker store on the SQLite file named on the command line; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

import asyncio
import sys

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.tracker_store import create_tracker_store
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


async def main(file: str) -> None:
    """All checks, through the wrapper that Rasa puts around every store."""
    kind = "serving.tracker_store.BoundedSQLTrackerStore"
    made = create_tracker_store(EndpointConfig(type=kind, dialect="sqlite", db=file), Domain.empty())
    store = Agent._create_tracker_store(made, Domain.empty())
    tracker = DialogueStateTracker.from_events("one", [UserUttered("hello")])
    await store.save(tracker)
    again = await store.retrieve("one")
    assert again is not None and len(again.events) == 1
    print("kept and read again")
    with sa.create_engine(f"sqlite:///{file}").begin() as connection:
        connection.execute(sa.text("DROP TABLE events"))
    try:
        await store.retrieve("one")
    except sa.exc.OperationalError:
        print("an error where it cannot be read")
    try:
        await store.save(tracker)
    except sa.exc.OperationalError:
        print("an error where it cannot be kept")


asyncio.run(main(sys.argv[1]))
