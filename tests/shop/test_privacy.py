"""A buyer can see what is kept and have it forgotten, without a trace in other people's records."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, select, text

from shop.cases import all_cases, open_case
from shop.database import Database
from shop.errors import ShopError
from shop.evidence import EvidenceStore, record_file
from shop.handled import claim
from shop.identity import NotIdentified, identify
from shop.models import HandledMessage, IdentityAttempt
from shop.orders import find_order
from shop.privacy import forget, personal_data, sweep
from tests.shop.conftest import Load
from tests.shop.records import order_data, pending_data

PERSONAL = ("Amina", "a@example.com", "254700000001", "Moi Road", "AC123", "Secret Street")


@pytest.fixture
async def history(load: Load, database: Database, now: datetime, tmp_path: Path) -> None:
    """Orders of two buyers, one case with a file, a stored answer and a wrong try."""
    other = {"name": "Brian", "email": "b@example.com", "phone": "+254700000002", "country": "KE"}
    await load(
        order_data(), pending_data(), order_data("KM-2", customer=other, shipping_address=None, shipments=[])
    )
    stored = await EvidenceStore(str(tmp_path / "evidence")).put(b"photo")
    async with database.transaction() as session:
        for name, conversation in (("f1", "c"), ("f2", "other")):
            await record_file(
                session, file_id=name, conversation=conversation, stored=stored, kind="image",
                media_type="image/png", now=now,
            )  # fmt: skip
        order = await find_order(session, "alpha", "KM-1002")
        await open_case(
            session, key="k", order_id=order.id, kind="address_change", conversation="c", now=now,
            details={"address": {"line1": "1 Secret Street"}}, evidence=[("f1", "product_photo")],
        )  # fmt: skip
        row = await claim(session, conversation="c", message="m", action="a", now=now)
        row.result = {"text": "Dear Amina"}
    async with database.transaction() as session:
        await identify(
            session,
            store="alpha",
            number="x",
            contact="y",
            conversation="c",
            networks=["ad"],
            now=now,
            message="m",
        )


async def everything(database: Database) -> str:
    """Every value of every table, as text."""
    async with database.session() as session:
        found = MetaData()
        await (await session.connection()).run_sync(found.reflect)
        names = [table.name for table in found.sorted_tables]
        rows = [(await session.execute(text(f"SELECT * FROM {name}"))).all() for name in names]  # noqa: S608 - own names
    return str(rows)


async def test_a_buyer_sees_all_that_is_kept(history: None, database: Database) -> None:
    async with database.session() as session:
        kept = json.dumps(await personal_data(session, "alpha", email="A@example.com"))
    assert all(word in kept for word in PERSONAL)
    assert "Brian" not in kept


async def test_nothing_personal_is_left_of_a_forgotten_buyer(
    history: None, database: Database, now: datetime
) -> None:
    before = await everything(database)
    assert all(word in before for word in PERSONAL)
    async with database.transaction() as session:
        done = await forget(session, "alpha", now=now, who="operator", phone="+254700000001")
    assert (done.orders, done.cases, list(done.conversations)) == (2, 1, ["c"])
    assert done.evidence_keys == []  # the other conversation sent the same picture
    left = await everything(database)
    assert [word for word in PERSONAL if word in left] == []
    assert "Brian" in left
    async with database.session() as session:
        assert [case.kind for case in await all_cases(session)] == ["address_change"]
    async with database.transaction() as session:
        outcome = await identify(
            session,
            store="alpha",
            number="KM-1001",
            contact="a@example.com",
            conversation="n",
            networks=[],
            now=now,
        )
    assert isinstance(outcome, NotIdentified)


async def test_files_that_nobody_else_sent_are_named_for_deletion(
    history: None, database: Database, now: datetime
) -> None:
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM evidence_files WHERE id = 'f2'"))
        done = await forget(session, "alpha", now=now, who="operator", email="a@example.com")
    assert len(done.evidence_keys) == 1


async def test_forgetting_needs_a_contact(history: None, database: Database, now: datetime) -> None:
    async with database.transaction() as session:
        with pytest.raises(ShopError):
            await forget(session, "alpha", now=now, who="operator")
        assert (await forget(session, "beta", now=now, who="operator", email="a@example.com")).orders == 0


async def test_old_tries_and_results_are_swept(history: None, database: Database, now: datetime) -> None:
    async with database.transaction() as session:
        assert await sweep(session, now) == 0
        assert (
            await sweep(session, now + timedelta(seconds=1)) == 5
        )  # one try, counted four times, and a result
        for table in (IdentityAttempt, HandledMessage):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
