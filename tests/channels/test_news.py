"""Shoppers are told of changes unasked, once, where and as long as they want it."""

from datetime import timedelta

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
