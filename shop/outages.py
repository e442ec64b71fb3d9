"""Telling that a store is away from a mistake of ours: only the first may succeed if it is tried again."""

from asyncpg import PostgresError  # type: ignore[import-untyped]  # it ships no types
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

TROUBLE = (DBAPIError, NoFreeConnection, PostgresError, OSError)
OUR_MISTAKES = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def is_outage(error: BaseException) -> bool:
    """Whether a store can't be reached or can't work now, so that the same may succeed later.

    While PostgreSQL is away its driver's own errors and the system's come through, not only SQLAlchemy's.
    """
    return isinstance(error, TROUBLE) and not isinstance(error, OUR_MISTAKES)
