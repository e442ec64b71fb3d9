"""Telling a part that is away from a mistake: only the first may succeed if it is tried again."""

import asyncio

from rasa.core.lock_store import LockError
from redis.exceptions import RedisError
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

AWAY = (asyncio.TimeoutError, DBAPIError, LockError, NoFreeConnection, OSError, RedisError)


def is_outage(error: BaseException) -> bool:
    """Whether database, lock store or action server can't be reached or can't work now."""
    return isinstance(error, AWAY) and not isinstance(error, DataError)
