"""Shoppers are told of changes unasked, once, where and as long as they want it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from gateway.channels.news import Newscaster
from gateway.models import Conversation
from shop.cases import find_case, move_case, open_case
from shop.importing import import_orders
from shop.models import Order
from shop.parsing import parse_orders
from tests.channels.conftest import Bench
from tests.channels.simulators.platform import Platform
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import STORE, new_shopper

WHO = "254700000001"
ELIGIBLE = '{"outcome": "eligible"}'
REVIEWED = '{"outcome": "needs_review"}'
ORDERS = f"""{{"orders": [{{"store": "{STORE}", "number": "T-1", "status": "delivered", "currency": "KES",
  "customer": {{"name": "A", "email": "a@example.com", "phone": "+{WHO}", "country": "KE"}},
  "placed_at": "2026-01-01T00:00:00Z", "shipping_fee": "0.00",
  "items": [{{"sku": "K", "name": "Kettle", "price": "10.00", "quantity": 1}}]}}]}}"""


async def a_case(bench: Bench, conversation: str, decision: str = REVIEWED) -> str:
    """A case that was opened in that conversation."""
    async with bench.gateway.database.transaction() as session:
        await import_orders(session, parse_orders(ORDERS), bench.gateway.clock())
        order = (await session.scalars(select(Order.id))).one()
        opened = await open_case(
            session, key="k", order_id=order, kind="return", conversation=conversation,
            now=bench.gateway.clock(), decision=decision,
        )  # fmt: skip
        return opened.case.number


async def become(bench: Bench, number: str, *states: str) -> None:
    """The shop moves the case on."""
    async with bench.gateway.database.transaction() as session:
        for state in states:
            case = await find_case(session, STORE, number)
            await move_case(session, case, state, who="ann", now=bench.gateway.clock())


async def conversation(bench: Bench) -> str:
    """The only conversation."""
    async with bench.gateway.database.session() as session:
        return (await session.scalars(select(Conversation.id))).one()


async def news(bench: Bench) -> int:
    """What all processes tell, two of them at once, and one that was just started."""
    told = [await Newscaster(bench.gateway).tell_new() for _ in range(2)]
    await bench.settle(8)
    assert told[1] == 0
    return told[0]


async def test_each_change_is_told_once_in_order(bench: Bench, platform: Platform) -> None:
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    number = await a_case(bench, await conversation(bench))
    assert await news(bench) == 0
    await become(bench, number, "approved", "received", "refunded")
    assert await news(bench) == 3
    said = [each.text for each in platform.to(WHO)[1:]]
    assert [words in text for words, text in zip(("approved", "parcel", "refunded"), said, strict=True)]
    assert all(number in text and "STOP UPDATES" in text for text in said)


async def test_what_the_decision_itself_approved_is_no_news(bench: Bench, platform: Platform) -> None:
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    await a_case(bench, await conversation(bench), ELIGIBLE)
    assert await news(bench) == 0


@pytest.mark.parametrize("words", ["STOP UPDATES", "stop updates.", "Unsubscribe"])
async def test_who_opts_out_is_told_no_more_until_they_want_it_again(
    bench: Bench, platform: Platform, rasa: FakeRasa, words: str
) -> None:
    await bench.post_all([platform.text(WHO, words)])
    await bench.settle()
    assert "won't tell you" in platform.to(WHO)[0].text
    assert rasa.turns == []
    number = await a_case(bench, await conversation(bench))
    await become(bench, number, "approved")
    assert await news(bench) == 0
    await bench.post_all([platform.text(WHO, "Start updates")])
    await become(bench, number, "received")
    bench.forward(timedelta(days=3).total_seconds())
    assert await news(bench) == 0  # too old by now


async def test_stop_means_the_news_only_right_after_them(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all([platform.text(WHO, "stop")])
    await bench.settle()
    assert rasa.texts() == ["stop"]
    number = await a_case(bench, await conversation(bench))
    await become(bench, number, "approved")
    await news(bench)
    await bench.post_all([platform.text(WHO, "Stop")])
    await bench.settle()
    assert rasa.texts() == ["stop"]
    await become(bench, number, "received")
    assert await news(bench) == 0


async def test_news_after_24_hours_go_by_template(bench: Bench) -> None:
    whatsapp = bench.platforms.whatsapp
    await bench.post_all([whatsapp.text(WHO, "hello")])
    await bench.settle()
    number = await a_case(bench, await conversation(bench))
    bench.forward(timedelta(days=4).total_seconds())
    await become(bench, number, "approved")
    assert await news(bench) == 1
    assert [bool(each.template) for each in whatsapp.to(WHO)] == [False, True]


async def test_on_the_web_news_stand_in_the_history_and_need_no_opt_out(bench: Bench) -> None:
    bench.gateway.settings.wait_seconds = 0.1
    shopper = await new_shopper(bench.client)
    number = await a_case(bench, shopper.id)
    await become(bench, number, "approved")
    await news(bench)
    (last,) = [each for each in await shopper.history() if number in each["text"]]
    assert "STOP UPDATES" not in last["text"]


async def test_a_change_told_by_nobody_we_know_is_no_failure(bench: Bench, platform: Platform) -> None:
    number = await a_case(bench, "erased-since")
    await become(bench, number, "approved")
    assert await news(bench) == 0


async def test_a_conversation_moves_from_the_web_to_a_channel_and_goes_on_where_it_was(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    bench.gateway.settings.wait_seconds = 0.1
    shopper = await new_shopper(bench.client)
    question: list[dict[str, Any]] = [{"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}]
    rasa.script = [question]
    await shopper.say("cancel it")
    await bench.settle()
    code = await link(bench, shopper.id, shopper.headers, platform.name)
    hook = platform.text(WHO, f"/start {code}" if platform.name == "telegram" else f"Hello {code}")
    await bench.post_all([hook, hook])
    await bench.settle(6)
    assert [each.text for each in platform.to(WHO)] == [
        "Here we are: our conversation goes on in this chat.",
        "Sure?",
    ]
    await bench.post_all([platform.press(WHO, platform.to(WHO)[1].choices["Yes"])])
    await bench.settle()
    assert rasa.turns[-1]["sender"] == shopper.id
    assert (rasa.turns[-1]["message"], rasa.turns[-1]["metadata"]["channel"]) == ("/affirm", platform.name)
    async with bench.gateway.database.session() as session:
        assert len((await session.scalars(select(Conversation))).all()) == 1
    again = await bench.client.post(
        f"/api/v1/conversations/{shopper.id}/move", json={"channel": platform.name}, headers=shopper.headers
    )
    assert again.status_code == 409


async def link(bench: Bench, conversation: str, headers: dict[str, str], channel: str) -> str:
    """The code in the link that moves the conversation."""
    url = f"/api/v1/conversations/{conversation}/move"
    answer = await bench.client.post(url, json={"channel": channel}, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["url"]).rpartition("=")[2]


async def test_a_link_works_once_for_a_while_and_only_as_it_was_made(
    bench: Bench, platform: Platform
) -> None:
    bench.gateway.settings.wait_seconds = 0.1
    shopper = await new_shopper(bench.client)
    code = await link(bench, shopper.id, shopper.headers, platform.name)
    forged = code[:-1] + ("A" if code[-1] != "A" else "B")
    await bench.post_all([platform.text("1000", f"x {forged}")])
    bench.forward(31 * 60)
    await bench.post_all([platform.text("1001", f"x {code}")])
    code = await link(bench, shopper.id, shopper.headers, platform.name)
    await bench.post_all([platform.text("1002", f"x {code}"), platform.text("1003", f"x {code}")])
    await bench.settle(6)
    refused = ["run out" in platform.to(who)[0].text for who in ("1000", "1001", "1002", "1003")]
    assert refused == [True, True, False, True]
    unknown = await bench.client.post(
        f"/api/v1/conversations/{shopper.id}/move", json={"channel": "fax"}, headers=shopper.headers
    )
    assert unknown.status_code in (404, 409)


@pytest.mark.parametrize("name", ["whatsapp", "twilio"])
async def test_the_number_is_identity(bench: Bench, name: str, rasa: FakeRasa) -> None:
    await bench.post_all([bench.platforms.by_name[name].text(WHO, "hello")])
    await bench.settle()
    assert rasa.turns[0]["metadata"]["identity"] == {"email": None, "phone": f"+{WHO}"}


async def test_on_telegram_a_number_is_identity_once_its_owner_shares_it(
    bench: Bench, rasa: FakeRasa
) -> None:
    telegram = bench.platforms.telegram
    own = {"phone_number": WHO, "first_name": "Amina", "user_id": 5001}
    other = {"phone_number": "254700000009", "first_name": "Brian", "user_id": 5002}
    await bench.post_all([telegram.hook({"message": telegram.message("5001", contact=other)})])
    await bench.settle()
    assert "contact cards" in telegram.to("5001")[0].text
    await bench.post_all([telegram.hook({"message": telegram.message("5001", contact=own)})])
    await bench.settle()
    assert rasa.turns[-1]["metadata"]["identity"] == {"email": None, "phone": f"+{WHO}"}
    assert rasa.turns[-1]["message"] == f"+{WHO}"
