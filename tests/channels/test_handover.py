"""A web conversation goes on in a channel: both sides confirm, the web's key is worth nothing afterwards."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from gateway.access_settings import DEVELOPMENT_SECRET
from gateway.agents import AgentEntry
from gateway.channels.handover.requests import Answer
from gateway.models import ChannelHandover, Chat, Conversation, InboxEntry
from gateway.tokens import hashed
from shop.identity import identify
from shop.importing import import_orders
from shop.parsing import check_orders
from tests.channels.conftest import Bench
from tests.channels.handing_over import (
    CONFIRM,
    JOIN,
    LEAVE,
    REFUSE,
    WHO,
    Moving,
    asked_on_web,
    link,
    opened,
)
from tests.channels.simulators.platform import Platform
from tests.channels.test_news import a_case, become, news
from tests.gateway.fakes import FakeRasa
from tests.gateway.media import picture
from tests.gateway.shoppers import STORE, new_shopper
from tests.shop.records import order_data

SURE: list[dict[str, Any]] = [{"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}]
ANN = AgentEntry(token=SecretStr(hashed("a token of ann")), stores=(STORE,))
VICTIM = "254700000002"


@pytest.fixture
async def moving(bench: Bench, platform: Platform) -> Moving:
    """A web shopper and somebody in each channel in turn."""
    return await Moving.begin(bench, platform)


async def buy(bench: Bench, number: str = "T-1", **customer: str | None) -> None:
    """An order of a@example.com with the number +254700000001, unless said otherwise."""
    data = order_data(number, store=STORE)
    data["customer"] |= customer
    async with bench.gateway.database.transaction() as session:
        await import_orders(session, check_orders({"orders": [data]}), bench.gateway.clock())


async def prove(bench: Bench, conversation: str, contact: str, number: str = "T-1") -> None:
    """What the action does when number and contact were given."""
    async with bench.gateway.database.transaction() as session:
        await identify(
            session, store=STORE, number=number, contact=contact, conversation=conversation, networks=[],
            now=bench.gateway.clock(),
        )  # fmt: skip


def vouched(**claims: str) -> str:
    """A token by which the shop's site vouches for its customer."""
    exp = (datetime.now(UTC) + timedelta(hours=1)).timestamp()
    return jwt.encode({"store": STORE, "exp": exp, **claims}, DEVELOPMENT_SECRET, "HS256")


async def share_number(moving: Moving) -> None:
    """Whoever is in the channel becomes known by their number; elsewhere than on Telegram they are."""
    telegram = moving.bench.platforms.telegram
    if moving.platform is telegram:
        own = {"phone_number": WHO, "first_name": "Amina", "user_id": int(moving.who)}
        hook = telegram.hook({"message": telegram.message(moving.who, contact=own)})
        await moving.bench.post_all([hook])
        await moving.bench.settle(3)


async def test_who_made_the_link_reads_and_does_nothing_in_the_chat_of_who_opened_it(
    moving: Moving, rasa: FakeRasa
) -> None:
    """The attack: every step that is offered to either side is taken."""
    rasa.reply = lambda body: [{"text": f"for {body['metadata']['identity']}: {body['message']}"}]
    code = await link(moving.web, moving.platform.name)
    await moving.open(code, VICTIM)
    if any(JOIN in each.choices for each in moving.platform.to(VICTIM)):
        await moving.tap(JOIN, VICTIM)
    asked = await asked_on_web(moving.web)
    if CONFIRM in asked:
        await moving.answer(CONFIRM)
    await moving.bench.post_all([moving.platform.text(VICTIM, "where is my order, this is a secret")])
    await moving.bench.settle(6)
    assert any("a secret" in text for text in moving.told(VICTIM))
    path, turns = f"/api/v1/conversations/{moving.web.id}", len(rasa.turns)
    reads = [await moving.bench.client.get(f"{path}/messages", headers=moving.web.headers)]
    assert "secret" not in reads[0].text
    async with asyncio.timeout(5):  # a stream that is open never ends
        reads.append(await moving.bench.client.get(f"{path}/events", headers=moving.web.headers))
    photo = {"file": ("a.jpg", picture(), "image/jpeg")}
    writes = [
        await moving.web.post({"id": "w1", "text": "return my kettle"}),
        await moving.web.post({"id": "w2", "payload": "/affirm"}, wait=False),
        await moving.bench.client.post(f"{path}/uploads", files=photo, headers=moving.web.headers),
        await moving.bench.client.post(
            f"{path}/move", json={"channel": moving.platform.name}, headers=moving.web.headers
        ),
    ]
    await moving.bench.settle(6)
    assert len(rasa.turns) == turns
    assert {each.status_code for each in (*reads, *writes)} == {410}
    assert {each.json()["type"] for each in (*reads, *writes)} == {"urn:problem:moved"}


async def test_a_conversation_goes_on_where_it_was_once_both_sides_have_confirmed(
    moving: Moving, rasa: FakeRasa
) -> None:
    rasa.script = [SURE]
    await moving.web.post({"id": "m", "text": "cancel it"})
    await moving.bench.settle()
    await moving.open()
    assert "Sure?" not in " ".join(moving.told())
    assert await asked_on_web(moving.web) == {}
    await moving.tap(JOIN)
    assert "Sure?" not in " ".join(moving.told())
    done = await moving.answer(CONFIRM)
    assert done.status_code == 200
    assert [each["text"] for each in done.json()["messages"]] == [
        "Our conversation goes on in your other chat. It can't be read here any more."
    ]
    assert moving.told()[-2:] == ["Here we are: our conversation goes on in this chat.", "Sure?"]
    await moving.tap("Yes")
    turn = rasa.turns[-1]
    assert (turn["sender"], turn["message"]) == (moving.web.id, "/affirm")
    assert turn["metadata"]["channel"] == moving.platform.name


async def test_who_opens_the_link_is_told_what_it_joins_and_no_word_of_it(
    moving: Moving, rasa: FakeRasa
) -> None:
    card = {"type": "order", "number": "T-77"}
    rasa.script = [[{"text": "Order T-77 of Ann"}, {"custom": {"data": card}}]]
    await moving.web.post({"id": "m", "text": "my order T-77, I am ann@example.com"})
    await moving.bench.settle()
    await moving.open()
    (told,) = moving.told()
    assert f"website of {STORE}" in told
    assert f"{moving.bench.gateway.clock():%Y-%m-%d}" in told
    assert "Last topic: an order." in told
    assert not any(word in told for word in ("T-77", "ann", "Ann"))


async def test_the_web_is_told_who_wants_it_by_two_digits_and_a_number_that_both_are_shown(
    moving: Moving,
) -> None:
    await moving.open()
    await moving.tap(JOIN)
    (request,) = [each for each in await moving.web.history() if (each["data"] or {}).get("number")]
    number = request["data"]["number"]
    assert f"shown the number {number}" in request["text"]
    assert f"shows the number {number}" in moving.told()[-1]
    assert WHO not in str(request)
    if moving.platform.name != "telegram":
        assert "ending in 01" in request["text"]


@pytest.mark.parametrize("said", ["leaves", "never answers", "is late"])
async def test_without_the_channels_yes_nothing_is_joined(moving: Moving, said: str) -> None:
    code = await moving.open()
    if said == "leaves":
        await moving.tap(LEAVE)
        assert moving.told()[-1] == "All right, nothing was joined."
    if said == "is late":
        moving.bench.forward(11 * 60)
        await moving.tap(JOIN)
        assert "run out" in moving.told()[-1]
    if said != "never answers":
        await moving.open(code)
        assert "run out" in moving.told()[-1]
    assert await asked_on_web(moving.web) == {}
    await apart(moving)


@pytest.mark.parametrize("said", ["refuses", "never answers", "is late"])
async def test_without_the_webs_yes_nothing_is_joined(moving: Moving, said: str) -> None:
    await moving.open()
    await moving.tap(JOIN)
    if said == "refuses":
        answer = await moving.answer(REFUSE)
        assert [each["text"] for each in answer.json()["messages"]] == ["All right, we go on here."]
        assert moving.told()[-1] == "It was not confirmed on the website, so nothing was joined."
    if said == "is late":
        moving.bench.forward(11 * 60)
        answer = await moving.answer(CONFIRM)
        assert "run out" in answer.json()["messages"][0]["text"]
    await apart(moving)


async def apart(moving: Moving) -> None:
    """The two conversations are as they were: each is read and answered on its own side."""
    assert (await moving.web.post({"id": "still", "text": "still here"})).status_code == 200
    await moving.bench.post_all([moving.platform.text(moving.who, "hello from the channel")])
    await moving.bench.settle(6)
    assert not any("from the channel" in each["text"] for each in await moving.web.history())
    async with moving.bench.gateway.database.session() as session:
        chat = (await session.scalars(select(Chat))).one()
        assert chat.conversation_id != moving.web.id


async def test_a_link_is_its_first_openers_and_works_once(moving: Moving) -> None:
    code = await moving.open()
    await moving.open(code, VICTIM)
    assert "run out" in moving.told(VICTIM)[0]
    await moving.tap(JOIN)
    assert (await moving.answer(CONFIRM)).status_code == 200
    for who in (moving.who, VICTIM):
        await moving.open(code, who)
        assert "run out" in moving.told(who)[-1]


async def test_a_new_link_ends_the_one_before(moving: Moving) -> None:
    first = await moving.open()
    await moving.tap(JOIN)
    pressed = await asked_on_web(moving.web)
    await link(moving.web, moving.platform.name)
    stale = await moving.web.post({"id": "stale", "payload": pressed[CONFIRM]})
    assert "run out" in stale.json()["messages"][0]["text"]
    await moving.open(first)
    assert "run out" in moving.told()[-1]
    await apart(moving)


async def test_a_link_is_for_its_channel_its_store_and_half_an_hour(moving: Moving) -> None:
    bench, platform = moving.bench, moving.platform
    other = next(each for each in bench.platforms.all if each is not platform)
    await bench.post_all([opened(other, "1000", await link(moving.web, platform.name))])
    code = await link(moving.web, platform.name)
    forged = code[:-1] + ("A" if code[-1] != "A" else "B")
    await bench.post_all([opened(platform, "1001", forged)])
    async with bench.gateway.database.transaction() as session:
        (await session.get_one(Conversation, moving.web.id)).store = "another"
    await bench.post_all([opened(platform, "1002", code)])
    async with bench.gateway.database.transaction() as session:
        (await session.get_one(Conversation, moving.web.id)).store = STORE
    bench.forward(31 * 60)
    await bench.post_all([opened(platform, "1003", code)])
    await bench.settle(6)
    told = [other.to("1000")[0].text, *(platform.to(who)[0].text for who in ("1001", "1002", "1003"))]
    assert ["run out" in each for each in told] == [True] * 4
    unknown = await bench.client.post(
        f"/api/v1/conversations/{moving.web.id}/move", json={"channel": "fax"}, headers=moving.web.headers
    )
    assert unknown.status_code == 404


async def test_the_same_webhook_and_the_same_answer_again_change_nothing(moving: Moving) -> None:
    hook = opened(moving.platform, moving.who, await link(moving.web, moving.platform.name))
    await moving.bench.post_all([hook, hook])
    await moving.bench.settle(6)
    await moving.bench.post_all([hook])
    await moving.bench.settle(6)
    assert len(moving.told()) == 1
    await moving.tap(JOIN)
    payload = (await asked_on_web(moving.web))[REFUSE]
    answers = [await moving.web.post({"id": "same", "payload": payload}) for _ in range(2)]
    assert answers[0].json() == answers[1].json()


async def test_another_conversations_request_is_not_for_this_web_shopper_to_confirm(moving: Moving) -> None:
    await moving.open()
    await moving.tap(JOIN)
    payload = (await asked_on_web(moving.web))[CONFIRM]
    stranger = await new_shopper(moving.bench.client)
    await moving.bench.settle(1)
    answer = await stranger.post({"id": "x", "payload": payload})
    assert "run out" in answer.json()["messages"][0]["text"]
    await apart(moving)


async def test_what_was_written_on_the_web_is_answered_before_it_moves(
    moving: Moving, rasa: FakeRasa
) -> None:
    """It would be answered as to the channel's shopper otherwise, with their rights."""
    await moving.open()
    await moving.tap(JOIN)
    payload = (await asked_on_web(moving.web))[CONFIRM]
    await moving.web.post({"id": "m", "text": "return everything"}, wait=False)
    busy = await moving.web.post({"id": "early", "payload": payload})
    assert "still working" in busy.json()["messages"][0]["text"]
    await moving.bench.settle(3)
    assert rasa.turns[-1]["metadata"]["channel"] == "web"
    done = await moving.web.post({"id": "again", "payload": payload})
    assert "goes on in your other chat" in done.json()["messages"][0]["text"]


async def test_who_talks_with_a_person_in_the_channel_is_not_taken_from_there(
    moving: Moving, rasa: FakeRasa
) -> None:
    rasa.script = [[{"text": "Somebody will come."}, {"custom": {"handoff": {}}}]]
    await moving.bench.post_all([moving.platform.text(moving.who, "a person please")])
    await moving.bench.settle(3)
    await moving.open()
    assert "talking with a colleague" in moving.told()[-1]


@pytest.mark.parametrize(
    ("proven", "refused"),
    [
        ({}, False),
        ({"customer_token": {"email": "a@example.com"}}, False),
        ({"customer_token": {"phone": f"+{WHO}"}}, False),
        ({"look_up": "a@example.com"}, False),
        ({"customer_token": {"email": "b@example.com"}}, True),
        ({"customer_token": {"phone": f"+{VICTIM}"}}, True),
        ({"look_up": "b@example.com"}, True),
        ({"look_up": "b@example.com", "customer_token": {"email": "a@example.com"}}, True),
    ],
)
async def test_two_identities_never_become_one(
    bench: Bench, platform: Platform, proven: dict[str, Any], refused: bool
) -> None:
    """T-1 is a@example.com's with the channel's number; T-2 is b@example.com's, with another."""
    await buy(bench)
    await buy(bench, "T-2", email="b@example.com", phone=f"+{VICTIM}")
    claims = proven.get("customer_token")
    moving = await Moving.begin(bench, platform, **({"customer_token": vouched(**claims)} if claims else {}))
    if contact := proven.get("look_up"):
        await prove(bench, moving.web.id, contact, "T-1" if contact.startswith("a") else "T-2")
    await share_number(moving)
    await moving.open()
    if refused:
        assert "details that don't belong to you" in moving.told()[-1]
        await apart(moving)
        return
    await moving.tap(JOIN)
    assert (await moving.answer(CONFIRM)).status_code == 200
    async with bench.gateway.database.session() as session:
        moved = await session.get_one(Conversation, moving.web.id)
    assert (moved.channel, moved.sender, moved.phone, moved.token_hash) == (
        platform.name,
        WHO,
        f"+{WHO}",
        None,
    )


async def test_an_order_proven_while_it_is_confirmed_counts_too(bench: Bench) -> None:
    await buy(bench, "T-2", email="b@example.com", phone=f"+{VICTIM}")
    moving = await Moving.begin(bench, bench.platforms.whatsapp)
    await moving.open()
    await moving.tap(JOIN)
    await prove(bench, moving.web.id, "b@example.com", "T-2")
    answer = await moving.answer(CONFIRM)
    assert "can't go on there" in answer.json()["messages"][0]["text"]
    assert "details that don't belong to you" in moving.told()[-1]
    await apart(moving)


async def test_on_telegram_who_is_known_on_the_web_must_be_known_there_first(bench: Bench) -> None:
    await buy(bench)
    body = {"customer_token": vouched(email="a@example.com")}
    moving = await Moving.begin(bench, bench.platforms.telegram, **body)
    code = await moving.open()
    assert "share your own phone number" in moving.told()[-1]
    await share_number(moving)
    await moving.open(code)
    await moving.tap(JOIN)
    assert (await moving.answer(CONFIRM)).status_code == 200


async def test_the_chat_so_far_in_the_channel_stays_apart(moving: Moving, rasa: FakeRasa) -> None:
    await moving.bench.post_all([moving.platform.text(moving.who, "my order is T-5")])
    await moving.bench.settle(3)
    before = rasa.turns[-1]["sender"]
    assert (await moving.move()).status_code == 200
    await moving.bench.post_all([moving.platform.text(moving.who, "and now?")])
    await moving.bench.settle(3)
    assert rasa.turns[-1]["sender"] == moving.web.id != before
    async with moving.bench.gateway.database.session() as session:
        rested = await session.get_one(Conversation, before)
        entries = await session.scalars(
            select(InboxEntry.text).where(InboxEntry.conversation_id == moving.web.id)
        )
    assert (rested.channel, rested.token_hash) == (moving.platform.name, None)
    assert "my order is T-5" not in entries.all()


async def test_links_to_files_end_with_the_webs_token_and_with_an_agents_account(moving: Moving) -> None:
    client, gateway = moving.bench.client, moving.bench.gateway
    photo = {"file": ("a.jpg", picture(), "image/jpeg")}
    path = f"/api/v1/conversations/{moving.web.id}/uploads"
    upload = (await client.post(path, files=photo, headers=moving.web.headers)).json()["id"]
    await moving.web.post({"id": "p", "attachments": [upload]})
    await moving.bench.settle(1)
    link_to = gateway.link_to_file
    assert (await client.get(link_to(upload))).status_code == 200
    assert (await moving.move()).status_code == 200
    assert (await client.get(link_to(upload))).status_code == 410
    assert (await client.get(link_to(upload, "ann"))).status_code == 404
    gateway.settings.agent_tokens["ann"] = ANN
    assert (await client.get(link_to(upload, "ann"))).status_code == 200


async def test_a_request_whose_token_was_checked_before_the_move_does_and_shows_nothing_after_it(
    moving: Moving, rasa: FakeRasa
) -> None:
    """As if the check of the token had come first, then the move, then the rest of the request."""
    moving.checked_before()
    assert (await moving.move()).status_code == 200
    await moving.bench.post_all([moving.platform.text(moving.who, "this is a secret")])
    await moving.bench.settle(3)
    path, turns = f"/api/v1/conversations/{moving.web.id}", len(rasa.turns)
    photo = {"file": ("a.jpg", picture(), "image/jpeg")}
    answers = [
        await moving.bench.client.get(f"{path}/messages", headers=moving.web.headers),
        await moving.web.post({"id": "late", "text": "return my kettle"}),
        await moving.web.post({"id": "yes", "payload": Answer("confirm", "0" * 32).payload}),
        await moving.bench.client.post(f"{path}/uploads", files=photo, headers=moving.web.headers),
        await moving.bench.client.post(
            f"{path}/move", json={"channel": moving.platform.name}, headers=moving.web.headers
        ),
    ]
    assert [each.status_code for each in answers] == [410] * 5
    stream = await moving.bench.client.get(f"{path}/events", headers=moving.web.headers)
    assert "event: moved" in stream.text
    assert "event: message" not in stream.text
    await moving.bench.settle(3)
    assert len(rasa.turns) == turns


async def test_who_waits_for_an_answer_is_not_shown_one_of_another_channel(moving: Moving) -> None:
    await moving.web.post({"id": "m", "text": "hello"}, wait=False)
    await moving.bench.settle(1)
    moving.checked_before()
    assert (await moving.move()).status_code == 200
    assert (await moving.web.post({"id": "m", "text": "hello"})).status_code == 410


async def test_an_agent_sees_since_when_the_shopper_is_verified(moving: Moving) -> None:
    moving.bench.gateway.settings.agent_tokens["ann"] = ANN
    headers, path = {"Authorization": "Bearer a token of ann"}, f"/api/v1/desk/conversations/{moving.web.id}"
    assert (await moving.bench.client.get(path, headers=headers)).json()["handover"] is None
    assert (await moving.move()).status_code == 200
    handover = (await moving.bench.client.get(path, headers=headers)).json()["handover"]
    assert handover["channel"] == moving.platform.name
    assert datetime.fromisoformat(handover["at"]) <= moving.bench.gateway.clock()


async def test_news_of_what_was_asked_here_before_still_comes_after_another_conversation_moved_in(
    moving: Moving, rasa: FakeRasa
) -> None:
    await moving.bench.post_all([moving.platform.text(moving.who, "hello")])
    await moving.bench.settle(3)
    number = await a_case(moving.bench, rasa.turns[-1]["sender"])
    assert (await moving.move()).status_code == 200
    await become(moving.bench, number, "approved")
    assert await news(moving.bench) == 1
    assert number in moving.told()[-1]
    await moving.bench.post_all([moving.platform.text(moving.who, "stop updates")])
    await become(moving.bench, number, "received")
    assert await news(moving.bench) == 0


async def test_only_hashes_of_codes_and_tokens_are_kept(moving: Moving) -> None:
    code = await moving.open()
    await moving.tap(JOIN)
    await moving.answer(CONFIRM)
    async with moving.bench.gateway.database.session() as session:
        kept = (await session.scalars(select(ChannelHandover))).one()
        columns = {each.name: getattr(kept, each.name) for each in ChannelHandover.__table__.columns}
    assert code not in str(columns)
    assert moving.web.token not in str(columns)
    assert WHO not in str(columns)
