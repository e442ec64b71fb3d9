"""Idempotency: what an action did for a message is stored with it, and done only once."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Database
from shop.models import HandledMessage

Work = Callable[[AsyncSession], Awaitable[dict[str, Any]]]


async def once(  # noqa: PLR0913 - all by keyword
    database: Database, *, conversation: str, message: str, action: str, now: datetime, work: Work
) -> dict[str, Any]:
    """Run `work` in one transaction and store its result, which later calls for the message return.

    If `work` raises, all is rolled back and the next call tries again. Of two calls at once, one waits.
    """
    async with database.transaction() as session:
        row = await claim(session, conversation=conversation, message=message, action=action, now=now)
        if row.result is None:
            row.result = await work(session)
        return row.result


async def claim(
    session: AsyncSession, *, conversation: str, message: str, action: str, now: datetime
) -> HandledMessage:
    """The message's row, held until the transaction ends; its `result` is None if it was never handled."""
    names = {"conversation": conversation, "message": message, "action": action}
    dialect = session.get_bind().dialect.name
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    await session.execute(insert(HandledMessage).values(at=now, **names).on_conflict_do_nothing())
    chosen = select(HandledMessage).filter_by(**names).with_for_update()
    return (await session.scalars(chosen.execution_options(populate_existing=True))).one()


async def recall(
    session: AsyncSession, *, conversation: str, message: str, action: str
) -> dict[str, Any] | None:
    """The stored result, or None if this action has not handled this message."""
    row = await session.get(HandledMessage, (conversation, message, action))
    return row.result if row else None
