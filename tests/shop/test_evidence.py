"""Evidence is kept under its digest, once, and belongs to one conversation."""

import asyncio
import io
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from shop.cases import case_record, open_case
from shop.database import Database
from shop.errors import EvidenceError
from shop.evidence import EvidenceStore, attach, files_of, find_file, loose_files, record_file
from shop.orders import find_order
from tests.shop.conftest import Load
from tests.shop.records import order_data

PHOTO = b"\xff\xd8 a photo"


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(str(tmp_path / "the evidence"))


async def test_bytes_come_back_as_they_were(store: EvidenceStore) -> None:
    stored = await store.put(PHOTO)
    assert (stored.bytes, stored.key) == (len(PHOTO), f"{stored.sha256[:2]}/{stored.sha256}")
    assert await store.read(stored.key) == PHOTO
    with store.open(stored.key) as file:
        assert file.read(2) == PHOTO[:2]


async def test_a_file_is_stored_as_its_bytes_are(store: EvidenceStore) -> None:
    file = io.BytesIO(b"skipped" + PHOTO)
    file.seek(7)
    assert await store.put(file) == await store.put(PHOTO)


async def test_equal_bytes_are_kept_once(store: EvidenceStore, tmp_path: Path) -> None:
    assert await store.put(PHOTO) == await store.put(PHOTO)
    assert len([path for path in (tmp_path / "the evidence").rglob("*") if path.is_file()]) == 1


async def test_files_stored_at_once_do_not_disturb_each_other(store: EvidenceStore, tmp_path: Path) -> None:
    contents = [bytes([number % 7]) * 100_000 for number in range(40)]
    stored = await asyncio.gather(*(store.put(io.BytesIO(content)) for content in contents))
    assert [await store.read(piece.key) for piece in stored] == contents
    files = [path for path in (tmp_path / "the evidence").rglob("*") if path.is_file()]
    assert {path.name for path in files} == {piece.sha256 for piece in stored}


async def test_damaged_and_missing_bytes_are_noticed(store: EvidenceStore, tmp_path: Path) -> None:
    stored = await store.put(PHOTO)
    (tmp_path / "the evidence" / stored.key).write_bytes(b"other")
    with pytest.raises(EvidenceError, match="damaged"):
        await store.read(stored.key)
    assert await store.put(PHOTO) == stored
    assert await store.read(stored.key) == PHOTO
    await store.delete(stored.key)
    await store.delete(stored.key)
    with pytest.raises(EvidenceError, match="no bytes"):
        await store.read(stored.key)


async def test_any_file_system_will_do() -> None:
    store = EvidenceStore("memory://evidence-tests")
    stored = await store.put(io.BytesIO(PHOTO))
    assert await store.read(stored.key) == PHOTO


async def test_evidence_of_a_case_is_listed_with_it(
    load: Load, database: Database, store: EvidenceStore, now: datetime
) -> None:
    await load(order_data())
    stored = await store.put(PHOTO)
    async with database.transaction() as session:
        for name, conversation in (("f1", "c"), ("f2", "other"), ("f3", "c")):
            await record_file(
                session, file_id=name, conversation=conversation, stored=stored, kind="image",
                media_type="image/jpeg", now=now,
            )  # fmt: skip
        order = await find_order(session, "alpha", "KM-1001")
        opened = await open_case(
            session, key="k", order_id=order.id, kind="return", conversation="c", now=now,
            decision='{"outcome": "eligible"}', evidence=[("f1", "product_photo")],
        )  # fmt: skip
        await attach(session, opened.case, "f1", "product_photo")
        for foreign in ("f2", "none"):
            with pytest.raises(EvidenceError):
                await attach(session, opened.case, foreign, "product_photo")
        assert case_record(opened.case)["evidence"] == [
            {"kind": "product_photo", "sha256": stored.sha256, "bytes": len(PHOTO)}
        ]
        assert [file.id for file in await files_of(session, "c")] == ["f1", "f3"]
        assert [file.id for file in await loose_files(session, now + timedelta(1))] == ["f2", "f3"]
        assert list(await loose_files(session, now)) == []


async def test_a_file_is_noted_once_and_never_replaced(
    database: Database, store: EvidenceStore, now: datetime
) -> None:
    note = {"file_id": "f", "conversation": "c", "kind": "image", "media_type": "image/png", "now": now}
    first, other = await store.put(PHOTO), await store.put(b"other")
    async with database.transaction() as session:
        assert await record_file(session, stored=first, **note) is await record_file(
            session, stored=first, **note
        )
        with pytest.raises(EvidenceError):
            await record_file(session, stored=other, **note)
        assert (await find_file(session, "f", "c")).sha256 == first.sha256
