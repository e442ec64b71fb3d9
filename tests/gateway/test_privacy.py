"""What is erased is gone everywhere; what is exported is one shopper's; logs hold nothing of anybody."""

import asyncio
import io
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import func, select, text, update
from typer.testing import CliRunner

from gateway.cli import app as command
from gateway.erasing import RasaRecordKept, erase_conversations
from gateway.housekeeping import Housekeeper
from gateway.models import Base, Conversation, DeskEntry, Message, Upload
from gateway.privacy import NoContact, conversations_of, exported
from gateway.settings import Settings
from gateway.wiring import Gateway
from shop.database import Database
from shop.evidence import attach
from shop.guessing import Guess, scopes_of
from shop.guessing import count as count_try
from shop.importing import import_orders
from shop.models import Case, EvidenceFile, HandledMessage, IdentityAttempt
from shop.orders import find_order
from shop.parsing import check_orders
from tests.gateway.conftest import ONLY_SQLITE
from tests.gateway.media import picture
from tests.gateway.shoppers import FAST, STORE, Shopper, new_shopper
from tests.shop.records import order_data


async def send_photo(shopper: Shopper, content: bytes, attach: bool = True) -> str:
    """Upload a picture and, usually, send it."""
    url = f"/api/v1/conversations/{shopper.id}/uploads"
    files = {"file": ("a.jpg", content, "image/jpeg")}
    upload = (await shopper.client.post(url, files=files, headers=shopper.headers)).json()
    if attach:
        await shopper.post({"id": upload["id"], "attachments": [upload["id"]]})
    found: str = upload["id"]
    return found


async def count(gateway: Gateway, table: Any) -> int:
    """How many rows a table has."""
    async with gateway.database.session() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def make_tracker(url: str, conversations: list[str]) -> None:
    """A tracker store as Rasa makes it."""
    tracker = Database(url)
    async with tracker.transaction() as session:
        for table in ("events", "summaries"):
            await session.execute(text(f"CREATE TABLE {table} (id INTEGER, sender_id TEXT, data TEXT)"))
            for conversation in conversations:
                row = text(f"INSERT INTO {table} VALUES (1, :id, 'x')")  # noqa: S608 (two names of ours)
                await session.execute(row, {"id": conversation})
    await tracker.dispose()


async def senders(url: str) -> list[str]:
    """Whose events a tracker store holds; whose summaries too, or it fails."""
    tracker = Database(url)
    async with tracker.session() as session:
        events = (await session.scalars(text("SELECT sender_id FROM events"))).all()
        assert (await session.scalars(text("SELECT sender_id FROM summaries"))).all() == events
    await tracker.dispose()
    return list(events)


async def test_a_forgotten_shopper_is_gone_from_tables_files_and_rasa(
    client: httpx.AsyncClient, gateway: Gateway, tmp_path: Path
) -> None:
    mine, other = await new_shopper(client), await new_shopper(client)
    await mine.say("I am a_b@example.com")
    await other.say("I am aXb@example.com")
    shared = picture()
    await send_photo(mine, shared)
    await send_photo(mine, picture(shade=7))
    await send_photo(other, shared)
    tracker = f"sqlite:///{tmp_path}/rasa.db"
    await make_tracker(tracker, [mine.id, other.id])
    gateway.settings.tracker_url = tracker
    async with gateway.database.session() as session:
        assert await conversations_of(session, "A_b@example.com", STORE) == [mine.id]
    assert await erase_conversations(gateway, [mine.id], "forget") == 1
    assert await senders(tracker) == [other.id]
    assert (
        await client.get(f"/api/v1/conversations/{mine.id}/messages", headers=mine.headers)
    ).status_code == 401
    assert (await mine.post({"id": "x", "text": "hi"})).status_code == 404
    assert len(await other.history()) == 5
    assert len(list((tmp_path / "evidence").rglob("*/*"))) == 1
    for table in set(Base.metadata.sorted_tables) - {Conversation.__table__, DeskEntry.__table__}:
        async with gateway.database.session() as session:
            left = select(func.count()).where(table.c.conversation_id == mine.id)
            assert await session.scalar(left) == 0, table.name
    assert await count(gateway, Conversation) == 1
    assert await count(gateway, HandledMessage) == 0
    assert await count(gateway, DeskEntry) == 1


async def test_with_rasas_record_out_of_reach_nothing_is_erased(shopper: Shopper, gateway: Gateway) -> None:
    gateway.settings.tracker_url = "postgresql://127.0.0.1:1/none"
    with pytest.raises(RasaRecordKept):
        await erase_conversations(gateway, [shopper.id], "forget")
    assert await count(gateway, Conversation) == 1


async def test_an_export_is_one_shoppers_own(client: httpx.AsyncClient, gateway: Gateway) -> None:
    mine, other = await new_shopper(client), await new_shopper(client)
    await mine.say("my phone is +254700000001")
    await other.say("mine is +254700000002")
    async with gateway.database.session() as session:
        found = await conversations_of(session, "+254700000001", STORE)
        assert await conversations_of(session, "+254700000001", "elsewhere") == []
    (conversation,) = await exported(gateway, found)
    assert conversation["id"] == mine.id
    assert [message["text"] for message in conversation["transcript"]] == [
        "Hello!",
        "my phone is +254700000001",
        "Yes?",
    ]


async def buy(gateway: Gateway) -> None:
    """An order of the shopper with a@example.com and +254700000001."""
    async with gateway.database.transaction() as session:
        orders = check_orders({"orders": [order_data(store=STORE)]})
        await import_orders(session, orders, gateway.clock())


async def file_case(gateway: Gateway, conversation: str, evidence: str) -> None:
    """A case about the order, opened in a conversation, that rests on a file."""
    async with gateway.database.transaction() as session:
        order = await find_order(session, STORE, "KM-1001")
        case = Case(
            key="k",
            number="R-1",
            store_id=order.store_id,
            order_id=order.id,
            kind="return",
            state="open",
            conversation=conversation,
            details={"address": "1 Moi Road"},
            created_at=gateway.clock(),
            updated_at=gateway.clock(),
        )
        session.add(case)
        await session.flush()
        await attach(session, case, evidence, "product_photo")


async def test_conversations_are_found_by_any_spelling_of_any_contact_of_the_buyer(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    await buy(gateway)
    mine = {
        said: await new_shopper(client)
        for said in (
            "it's A@Example.com.",
            "(a@example.com)",
            "<mailto a@example.com>",
            "call +254 700 000 001",
            "0700-000001 is my number",
            "00254700000001",
        )
    }
    others = ("aa@example.com", "a@example.com.au", "a@example.community", "+2547000000012", "1700000001")
    for said, shopper in mine.items():
        await shopper.say(said)
    for said in others:
        await (await new_shopper(client)).say(said)
    for contact in ("a@EXAMPLE.com", "+254 700 000001"):
        async with gateway.database.session() as session:
            found = await conversations_of(session, contact, STORE)
        assert found == [shopper.id for shopper in mine.values()]
    async with gateway.database.session() as session:
        with pytest.raises(NoContact):
            await conversations_of(session, "nobody", STORE)


@ONLY_SQLITE  # the whole database is read afterwards
async def test_the_commands_export_forget_and_list(
    shopper: Shopper, gateway: Gateway, database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    await buy(gateway)
    await shopper.say("I am a@example.com")
    photo = await send_photo(shopper, picture())
    await file_case(gateway, shopper.id, photo)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("EVIDENCE_URL", str(tmp_path / "evidence"))
    who = ["--store", STORE, "--contact", "a@example.com"]

    async def run(*arguments: str, status: int = 0) -> Any:
        result = await asyncio.to_thread(CliRunner().invoke, command, list(arguments))
        assert result.exit_code == status, result.output
        return result.output

    kept = json.loads(await run("export", *who))
    assert kept["conversations"][0]["id"] == shopper.id
    assert kept["orders"][0]["customer"]["name"] == "Amina Otieno"
    assert kept["cases"][0]["details"] == {"address": "1 Moi Road"}
    assert json.loads(await run("dead-letters")) == []
    some = json.loads(await run("forget", *who, "--keep-orders"))
    assert (some["conversations"], some["files"], some["orders"], some["cases"]) == (1, 0, 0, 0)
    assert json.loads(await run("export", *who))["orders"] == kept["orders"]
    rest = json.loads(await run("forget", *who))
    assert (rest["conversations"], rest["files"], rest["orders"], rest["cases"]) == (0, 1, 1, 1)
    assert json.loads(await run("export", *who)) == {"orders": [], "cases": [], "conversations": []}
    assert list((tmp_path / "evidence").rglob("*/*")) == []
    dump = "\n".join(sqlite3.connect(database_url.removeprefix("sqlite:///")).iterdump())
    for secret in ("Amina", "a@example.com", "700000001", "Moi Road", "AC123"):
        assert secret not in dump
    assert "no such store" in await run("forget", "--store", "nowhere", "--contact", "a@b.c", status=1)
    assert "neither" in await run("export", "--store", STORE, "--contact", "Amina", status=2)
    monkeypatch.setenv("CHANNELS", '{"pigeon": {"teashop": {}}}')
    assert "pigeon" in await run("export", *who, status=2)
    made = await run("agent-token", "ann", "--store", STORE, "--store", "bookshop")
    entry = made.partition("AGENT_TOKENS entry: ")[2]
    assert Settings(agent_tokens=json.loads(entry)).agent_tokens["ann"].stores == (STORE, "bookshop")
    assert "--store" in await run("agent-token", "ann", status=2)


async def test_old_conversations_and_files_nobody_sent_are_tidied_away(
    client: httpx.AsyncClient, gateway: Gateway, tmp_path: Path
) -> None:
    old, fresh, waiting = [await new_shopper(client) for _ in range(3)]
    sent, orphan = await send_photo(fresh, picture()), await send_photo(fresh, picture(shade=3), attach=False)
    long_ago = gateway.clock() - timedelta(days=gateway.settings.retention_days, minutes=1)
    async with gateway.database.transaction() as session:
        aged = update(Conversation).where(Conversation.id.in_([old.id, waiting.id]))
        await session.execute(aged.values(last_at=long_ago))
        asked = update(Conversation).where(Conversation.id == waiting.id)
        await session.execute(asked.values(state="waiting_for_agent"))
        await session.execute(update(Upload).values(created_at=long_ago))
    assert await Housekeeper(gateway).tidy() == (1, 1)
    async with gateway.database.session() as session:
        assert set((await session.scalars(select(Conversation.id))).all()) == {fresh.id, waiting.id}
        assert (await session.scalars(select(Upload.id))).all() == [sent]
        assert (await session.scalars(select(EvidenceFile.id))).all() == [sent]
    assert orphan != sent
    assert len(list((tmp_path / "evidence").rglob("*/*"))) == 1
    assert await Housekeeper(gateway).tidy() == (0, 0)


async def test_look_ups_that_count_no_more_are_tidied_away(gateway: Gateway) -> None:
    scopes = scopes_of("KM-1", "x@example.com", "c", ["a", "b"])
    async with gateway.database.transaction() as session:
        for hours in (1, 23, 25, 1000):
            guess = Guess(STORE, f"c{hours}", None, gateway.clock() - timedelta(hours=hours))
            await count_try(session, guess, scopes)
    await Housekeeper(gateway).tidy()
    async with gateway.database.session() as session:
        left = await session.scalars(select(IdentityAttempt.conversation).distinct())
        assert sorted(left) == ["c1", "c23"]


async def test_nothing_a_shopper_says_is_logged(client: httpx.AsyncClient, gateway: Gateway) -> None:
    with structlog.testing.capture_logs() as logs:
        shopper = await new_shopper(client)
        await shopper.say("I am Zanzibar Quux, a@example.com")
        await shopper.client.get(f"/api/v1/conversations/{shopper.id}/messages", headers=shopper.headers)
    assert {log["event"] for log in logs} >= {"request", "turn_answered"}
    for secret in ("Quux", "example.com", shopper.token, "127.0.0.1"):
        assert secret not in str(logs)
    assert await count(gateway, Message) == 3


@pytest.mark.parametrize("settings", [Settings(**FAST, retention_days=1)])  # type: ignore[arg-type]
async def test_retention_is_a_setting(shopper: Shopper, gateway: Gateway) -> None:
    async with gateway.database.transaction() as session:
        await session.execute(update(Conversation).values(last_at=gateway.clock() - timedelta(hours=25)))
    assert await Housekeeper(gateway).tidy() == (0, 1)


async def test_a_conversation_with_an_agent_is_erased_after_a_longer_time(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    states = ("bot", "waiting_for_agent", "agent", "closed")
    settings = gateway.settings
    shoppers = {state: await new_shopper(client) for state in states}

    async def left_after(days: int) -> set[str]:
        at = gateway.clock() - timedelta(days=days, minutes=1)
        async with gateway.database.transaction() as session:
            await session.execute(update(Conversation).values(last_at=at))
            for state, shopper in shoppers.items():
                asked = update(Conversation).where(Conversation.id == shopper.id)
                await session.execute(asked.values(state=state))
        await Housekeeper(gateway).tidy()
        async with gateway.database.session() as session:
            left = set((await session.scalars(select(Conversation.id))).all())
        return {state for state, shopper in shoppers.items() if shopper.id in left}

    assert await left_after(settings.retention_days - 1) == set(states)
    assert await left_after(settings.retention_days) == {"waiting_for_agent", "agent"}
    assert await left_after(settings.agent_retention_days - 1) == {"waiting_for_agent", "agent"}
    assert await left_after(settings.agent_retention_days) == set()


async def test_bytes_that_nothing_refers_to_are_removed_when_they_are_old(
    shopper: Shopper, gateway: Gateway
) -> None:
    await send_photo(shopper, picture())
    stray = await gateway.put_evidence(io.BytesIO(b"left by a killed process"))
    places = iter(range(10_000))
    gateway.dice.randrange = lambda most: next(places) % most  # type: ignore[method-assign,misc,assignment]

    def names() -> set[str]:
        return {path.name for path in Path(gateway.shop_settings.evidence_url).glob("*/*")}

    async def tidied() -> set[str]:
        for _ in range(256):
            await Housekeeper(gateway).tidy()
        return names()

    assert len(await tidied()) == 2
    gateway.clock = lambda: datetime.now(UTC) + timedelta(hours=25)
    left = await tidied()
    assert len(left) == 1
    assert stray.sha256 not in left
