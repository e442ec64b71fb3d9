"""The desk's API: only agents, one agent a conversation, everything in the packet, all of it audited."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from gateway.models import DeskEntry
from gateway.settings import Settings
from gateway.tokens import hashed
from gateway.wiring import Gateway
from tests.gateway.fakes import FakeRasa
from tests.gateway.media import mp4, picture
from tests.gateway.shoppers import FAST, STORE, Shopper, new_shopper

ANN, BOB = {"Authorization": "Bearer ann-token"}, {"Authorization": "Bearer bob-token"}
DESK = "/api/v1/desk/conversations"
HANDOFF: list[Any] = [{"text": "One moment."}, {"custom": {"handoff": {"reason": "asked", "order": "T-1"}}}]


@pytest.fixture
def settings() -> Settings:
    """Two agents."""
    tokens = {
        name: {"token": hashed(f"{name}-token"), "stores": stores}
        for name, stores in (("ann", [STORE]), ("bob", ["*"]))
    }
    return Settings(**FAST, agent_tokens=tokens)  # type: ignore[arg-type]


@pytest.fixture
async def waiting(shopper: Shopper, rasa: FakeRasa) -> Shopper:
    """A shopper who waits for a person."""
    rasa.script = [HANDOFF]
    await shopper.say("a person please")
    return shopper


async def send(shopper: Shopper, path: str, headers: dict[str, str], body: Any = None) -> httpx.Response:
    """An agent's call on the shopper's conversation."""
    return await shopper.client.post(f"{DESK}/{shopper.id}/{path}", headers=headers, json=body)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nobody"}])
async def test_only_agents_get_in(waiting: Shopper, headers: dict[str, str]) -> None:
    assert (await waiting.client.get(DESK, headers=headers)).status_code == 401
    assert (await waiting.client.get(f"{DESK}/{waiting.id}", headers=headers)).status_code == 401
    assert (await send(waiting, "claim", headers)).status_code == 401
    assert (await waiting.client.get(DESK, headers=waiting.headers)).status_code == 401


async def test_those_who_wait_are_listed_the_longest_waiting_first(
    waiting: Shopper, rasa: FakeRasa, client: httpx.AsyncClient
) -> None:
    later = await new_shopper(client)
    await new_shopper(client)
    rasa.script = [HANDOFF]
    await later.say("me too")
    rows = (await client.get(DESK, headers=ANN)).json()
    assert [row["id"] for row in rows] == [waiting.id, later.id]
    assert rows[0]["handoff"] == {"reason": "asked", "order": "T-1"}
    assert rows[0]["store"] == STORE
    assert (await client.get(DESK, headers=ANN, params={"store": "other"})).json() == []


async def test_an_agent_claims_replies_and_gives_back(waiting: Shopper, rasa: FakeRasa) -> None:
    assert (await send(waiting, "claim", ANN)).json() == {"state": "agent"}
    assert (await waiting.say("hello?"))["messages"] == []
    answer = await send(waiting, "messages", ANN, {"id": "r1", "text": "Hi, Ann here."})
    assert answer.status_code == 201
    last = (await waiting.history())[-1]
    assert (last["from"], last["text"]) == ("agent", "Hi, Ann here.")
    assert (await send(waiting, "give-back", ANN)).json() == {"state": "bot"}
    assert (await waiting.say("thanks"))["messages"][0]["text"] == "Yes?"
    assert rasa.texts() == ["a person please", "thanks"]


async def test_a_reply_sent_twice_is_said_once(waiting: Shopper) -> None:
    await send(waiting, "claim", ANN)
    first = await send(waiting, "messages", ANN, {"id": "r1", "text": "Hi"})
    second = await send(waiting, "messages", ANN, {"id": "r1", "text": "Hi"})
    assert first.json()["seq"] == second.json()["seq"]


async def test_a_conversation_has_one_agent(waiting: Shopper) -> None:
    assert (await send(waiting, "messages", ANN, {"id": "r1", "text": "Hi"})).status_code == 409
    await send(waiting, "claim", ANN)
    assert (await send(waiting, "claim", ANN)).status_code == 200
    assert (await send(waiting, "claim", BOB)).status_code == 409
    assert (await send(waiting, "messages", BOB, {"id": "r1", "text": "Hi"})).status_code == 409
    assert (await send(waiting, "give-back", BOB)).status_code == 409


async def test_a_closed_conversation_goes_back_to_the_bot_when_the_shopper_writes(waiting: Shopper) -> None:
    await send(waiting, "claim", ANN)
    assert (await send(waiting, "close", ANN)).json() == {"state": "closed"}
    assert (await waiting.say("one more thing"))["state"] == "bot"


async def test_the_packet_holds_what_an_agent_needs(
    waiting: Shopper, client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    files = {"file": ("a.jpg", picture(), "image/jpeg")}
    for shopper in (waiting, await new_shopper(client)):
        url = f"/api/v1/conversations/{shopper.id}/uploads"
        upload = (await client.post(url, files=files, headers=shopper.headers)).json()
        await shopper.post({"id": "photo", "attachments": [upload["id"]]})
    packet = (await client.get(f"{DESK}/{waiting.id}", headers=ANN)).json()
    assert [message["text"] for message in packet["transcript"]][1] == "a person please"
    assert packet["identity"] == {"email": None, "phone": None}
    assert packet["cases"] == []
    assert packet["known"] == {"orders__number": "T-1"}
    (file,) = packet["files"]
    assert file["seen_in"] == [shopper.id]
    assert (await client.get(file["url"])).status_code == 200
    rasa.down = True
    assert (await client.get(f"{DESK}/{waiting.id}", headers=ANN)).json()["known"] is None


async def test_pictures_that_differ_are_not_flagged(waiting: Shopper, client: httpx.AsyncClient) -> None:
    for shopper, shade in ((waiting, 0), (await new_shopper(client), 100)):
        files = {"file": ("a.jpg", picture(shade=shade), "image/jpeg")}
        url = f"/api/v1/conversations/{shopper.id}/uploads"
        upload = (await client.post(url, files=files, headers=shopper.headers)).json()
        await shopper.post({"id": "photo", "attachments": [upload["id"]]})
    packet = (await client.get(f"{DESK}/{waiting.id}", headers=ANN)).json()
    assert packet["files"][0]["seen_in"] == []


async def test_a_video_sent_in_another_conversation_is_flagged(
    waiting: Shopper, client: httpx.AsyncClient
) -> None:
    other = await new_shopper(client)
    for shopper in (waiting, other):
        files = {"file": ("a.mp4", mp4(), "video/mp4")}
        url = f"/api/v1/conversations/{shopper.id}/uploads"
        upload = (await client.post(url, files=files, headers=shopper.headers)).json()
        await shopper.post({"id": "video", "attachments": [upload["id"]]})
    packet = (await client.get(f"{DESK}/{waiting.id}", headers=ANN)).json()
    assert packet["files"][0]["seen_in"] == [other.id]


async def test_every_decision_is_audited_by_codes_and_clauses(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway
) -> None:
    decision = {
        "outcome": "ineligible",
        "reason_code": "over_window",
        "clauses": [{"id": "teashop.window", "effect": "deny"}],
        "policy": {"version": "2024-01-01", "digest": "sha256:0"},
        "as_of": "2026-11-24T12:00:00+00:00",
        "explanation": "for ann@example.com",
    }
    rasa.script = [[{"text": "No."}, {"custom": {"data": {"type": "decision", "decision": decision}}}]]
    for _ in range(3):  # delivered again it is one decision
        await shopper.post({"id": "m1", "text": "can I return it?"})
    async with gateway.database.session() as session:
        (entry,) = (await session.scalars(select(DeskEntry))).all()
    assert (entry.agent, entry.what, entry.conversation_id) == ("assistant", "decision", shopper.id)
    assert entry.facts["clauses"] == ["teashop.window"]
    assert (entry.facts["outcome"], entry.facts["reason_code"]) == ("ineligible", "over_window")
    assert "ann" not in str(entry.facts)


async def test_every_look_and_act_of_an_agent_is_in_an_audit_that_cannot_be_changed(
    waiting: Shopper, gateway: Gateway
) -> None:
    files = {"file": ("a.jpg", picture(), "image/jpeg")}
    url = f"/api/v1/conversations/{waiting.id}/uploads"
    upload = (await waiting.client.post(url, files=files, headers=waiting.headers)).json()["id"]
    packet = (await waiting.client.get(f"{DESK}/{waiting.id}", headers=ANN)).json()
    await waiting.client.get(packet["files"][0]["url"])
    await waiting.client.get(packet["files"][0]["url"].replace("agent=ann", "agent=bob"))
    await send(waiting, "claim", ANN)
    await send(waiting, "messages", ANN, {"id": "r1", "text": "Hi"})
    await send(waiting, "give-back", ANN)
    async with gateway.database.session() as session:
        entries = (await session.scalars(select(DeskEntry).order_by(DeskEntry.id))).all()
    assert [(entry.agent, entry.what) for entry in entries] == [
        ("ann", "read"),
        ("ann", "file"),
        ("ann", "claim"),
        ("ann", "reply"),
        ("ann", "give_back"),
    ]
    assert entries[1].facts == {"file": upload}
    for statement in ("DELETE FROM desk_audit", "UPDATE desk_audit SET agent = 'x'"):
        with pytest.raises(DBAPIError, match="append-only"):
            async with gateway.database.transaction() as session:
                await session.execute(text(statement))


async def test_dead_letters_are_shown_to_agents(shopper: Shopper, rasa: FakeRasa, gateway: Gateway) -> None:
    gateway.settings.turn_tries = 3
    rasa.reply = lambda _body: 503
    body = await shopper.say("hi")
    while body["state"] == "bot":
        body = (await shopper.post({"id": "m1", "text": "hi"})).json()
    (letter,) = (await shopper.client.get("/api/v1/desk/dead-letters", headers=ANN)).json()
    assert (letter["queue"], letter["conversation"]) == ("inbox", shopper.id)
    assert letter["error"] == "down: status 503"


async def test_an_agent_may_take_a_conversation_from_the_bot(shopper: Shopper, rasa: FakeRasa) -> None:
    assert (await send(shopper, "claim", ANN)).json() == {"state": "agent"}
    assert await shopper.say("hi") == {"messages": [], "state": "agent"}
    assert rasa.texts() == []


async def test_an_unknown_conversation_is_404(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{DESK}/nothing", headers=ANN)).status_code == 404
    assert (await client.post(f"{DESK}/nothing/claim", headers=ANN)).status_code == 404
