"""The tracker store in SQL: a turn whose conversation can't be read or kept fails, and is sent again."""

from typing import NoReturn

from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore


def _fail(_store: FailSafeTrackerStore, error: Exception) -> NoReturn:
    raise error


class StrictSQLTrackerStore(SQLTrackerStore):
    """Rasa's SQL store, without its fall-back to memory.

    Rasa wraps every tracker store in one that answers from an empty conversation when the database can't
    be reached, and keeps what follows in this process only. The wrapper is made to raise instead.
    """


FailSafeTrackerStore.on_tracker_store_error = _fail
FailSafeTrackerStore.on_tracker_store_retrieve_error = _fail
