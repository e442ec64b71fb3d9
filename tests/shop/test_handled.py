"""A message handled twice changes nothing twice."""

import asyncio
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shop.database import Database
from shop.handled import once, recall

MESSAGE = {"conversation": "c", "message": "m", "action": "a"}


async def test_the_stored_result_is_returned_and_the_work_done_once(
    database: Database, now: datetime
) -> None:
    calls = 0

    async def work(_session: AsyncSession) -> dict[str, Any]:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0.01)
        return {"case": calls}

    results = await asyncio.gather(*(once(database, now=now, work=work, **MESSAGE) for _ in range(8)))
    assert results == [{"case": 1}] * 8
    assert calls == 1
    async with database.session() as session:
        assert await recall(session, **MESSAGE) == {"case": 1}
        assert await recall(session, **(MESSAGE | {"action": "b"})) is None


async def test_work_that_failed_is_done_again(database: Database, now: datetime) -> None:
    async def broken(_session: AsyncSession) -> dict[str, Any]:
        raise RuntimeError("power cut")

    async def working(_session: AsyncSession) -> dict[str, Any]:
        return {}

    with pytest.raises(RuntimeError):
        await once(database, now=now, work=broken, **MESSAGE)
    assert await once(database, now=now, work=working, **MESSAGE) == {}
    assert await once(database, now=now, work=broken, **MESSAGE) == {}
