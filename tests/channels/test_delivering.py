"""Whatever a platform does: delivered in the end, in order, once; or a person knows that it wasn't."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select
from starlette.responses import JSONResponse, Response

from gateway.channels import receipts
from gateway.channels.interface import Channel, Check, Tools, Verdict
from gateway.channels.receipts import deliveries_of
from gateway.channels.registry import connect_all
from gateway.channels.rendering import Part
from gateway.models import Conversation, OutboxEntry, SentPart
from gateway.sender import Sender
from tests.channels.conftest import Bench
from tests.channels.simulators.platform import Platform
from tests.gateway.fakes import FakeRasa

WHO = "254700000001"


async def rows(bench: Bench, column: Any) -> list[Any]:
    """A column of a table, in order."""
    async with bench.gateway.database.session() as session:
        return list((await session.scalars(select(column).order_by(column.class_.id))).all())


async def state(bench: Bench) -> str:
    """Who the only conversation is with."""
    async with bench.gateway.database.session() as session:
        return (await session.scalars(select(Conversation))).one().state


def failing(platform: Platform, code: int, status: int = 400, times: int = 1) -> None:
    """Have the platform answer with an error, in its own shape."""
    if platform.name == "telegram":
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": str(code)}
    elif platform.name == "whatsapp":
        body = {"error": {"message": "failed", "code": code, "type": "OAuthException"}}
    else:
        body = {"code": code, "message": "failed", "status": status}
    platform.failures += [JSONResponse(body, status) for _ in range(times)]


async def test_a_platform_that_is_down_for_ten_minutes_gets_everything_afterwards_in_order_once(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    rasa.reply = lambda body: [{"text": f"{body['message']} a"}, {"text": f"{body['message']} b"}]
    await bench.post_all([platform.text(WHO, "before")])
    await bench.settle()
    platform.down = True
    for number in range(10):
        hooks = [platform.text(WHO, f"{number}"), platform.text("254700000002", f"other {number}")]
        await bench.post_all(hooks)
        await bench.settle(60, step=20)
    assert len(platform.taken) == 2
    platform.down = False
    await bench.settle(120, step=2)
    expected = [f"{text} {part}" for text in ["before", *map(str, range(10))] for part in "ab"]
    assert [each.text for each in platform.to(WHO)] == expected
    assert len(platform.to("254700000002")) == 20
    assert platform.refused == []
    assert set(await rows(bench, OutboxEntry.state)) == {"sent"}


async def test_a_long_answer_broken_off_goes_on_where_it_was(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    text = "\n\n".join(f"Paragraph {number} " + "word " * 300 for number in range(6))
    rasa.reply = lambda body: [{"text": text}, {"text": "the end"}]
    await bench.post_all([platform.text(WHO, "tell me")])
    await bench.answer()
    await Sender(bench.gateway).deliver_due()
    bench.forward(2)
    assert len(platform.taken) == 1
    platform.down = True
    await bench.settle(20, step=2)
    platform.down = False
    await bench.settle(120, step=2)
    said = [each.text for each in platform.to(WHO)]
    assert said[-1] == "the end"
    assert "".join("".join(said[:-1]).split()) == "".join(text.split())
    assert len(await rows(bench, SentPart.id)) == len(said)


@pytest.mark.parametrize(
    ("name", "code", "status"),
    [
        ("telegram", 0, 401),
        ("telegram", 0, 500),
        ("whatsapp", 190, 401),
        ("whatsapp", 131016, 500),
        ("whatsapp", 130429, 400),
        ("whatsapp", 131056, 400),
        ("whatsapp", 368, 400),
        ("twilio", 20003, 401),
        ("twilio", 20429, 429),
        ("twilio", 63018, 400),
    ],
)
async def test_what_may_pass_is_waited_for(bench: Bench, name: str, code: int, status: int) -> None:
    platform = bench.platforms.by_name[name]
    await bench.post_all([platform.text(WHO, "hello")])
    failing(platform, code, status, times=20)
    await bench.settle(600, step=20)
    await bench.settle(120, step=20)
    assert [each.text for each in platform.to(WHO)] == ["Yes?"]


@pytest.mark.parametrize(
    ("name", "code", "status"), [("whatsapp", 131009, 400), ("whatsapp", 131051, 400), ("twilio", 21617, 400)]
)
async def test_what_is_refused_as_it_is_comes_to_a_person(
    bench: Bench, name: str, code: int, status: int
) -> None:
    platform = bench.platforms.by_name[name]
    await bench.post_all([platform.text(WHO, "hello")])
    failing(platform, code, status)
    await bench.settle()
    assert await state(bench) == "waiting_for_agent"
    assert await rows(bench, OutboxEntry.state) == ["dead"]
    assert await rows(bench, OutboxEntry.last_error) == [str(code)]


async def test_who_cannot_be_reached_is_given_up_and_the_agent_sees_it(
    bench: Bench, platform: Platform
) -> None:
    await bench.post_all([platform.text(WHO, "hello")])
    getattr(platform, "blocked" if platform.name == "telegram" else "unreachable").add(WHO)
    await bench.settle()
    assert await rows(bench, OutboxEntry.state) == ["dead"]
    assert await state(bench) == "bot"
    async with bench.gateway.database.session() as session:
        conversation = (await session.scalars(select(Conversation.id))).one()
        (delivery,) = await deliveries_of(session, conversation)
    assert (delivery["seq"], delivery["state"]) == (2, "dead")


async def test_telegram_is_never_written_to_twice_within_a_second(bench: Bench, rasa: FakeRasa) -> None:
    telegram = bench.platforms.telegram
    rasa.reply = lambda body: [{"text": f"{n}"} for n in range(5)]
    await bench.post_all([telegram.text(WHO, "hello")])
    await bench.settle(10, step=0.3)
    times = [each.at for each in telegram.to(WHO)]
    assert [each.text for each in telegram.to(WHO)] == list("01234")
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))


async def test_telegram_is_left_alone_for_as_long_as_it_asks(bench: Bench) -> None:
    telegram = bench.platforms.telegram
    await bench.post_all([telegram.text(WHO, "hello")])
    body = {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 30}}
    telegram.failures.append(JSONResponse(body, 429))
    await bench.settle(25, step=1)
    assert telegram.taken == []
    await bench.settle(10, step=1)
    assert [each.text for each in telegram.to(WHO)] == ["Yes?"]


async def test_no_more_is_sent_within_a_second_than_the_platform_takes(bench: Bench, rasa: FakeRasa) -> None:
    telegram = bench.platforms.telegram
    await bench.post_all([telegram.text(str(1000 + who), "hello") for who in range(60)])
    await bench.answer()
    sender = Sender(bench.gateway)
    for _ in range(20):
        await sender.deliver_due()
    assert len(telegram.taken) <= 30  # the clock of this test goes on a little meanwhile
    await bench.settle(6)
    assert len(telegram.taken) == 60


@pytest.mark.parametrize("name", ["whatsapp", "twilio"])
async def test_receipts_are_kept_and_a_late_one_takes_nothing_back(bench: Bench, name: str) -> None:
    platform = bench.platforms.by_name[name]
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    (sent,) = platform.to(WHO)
    for said, kept in (("sent", "sent"), ("read", "read"), ("delivered", "read"), ("read", "read")):
        await receipt(bench, name, sent.id, said)
        assert await rows(bench, SentPart.state) == [kept]
    async with bench.gateway.database.session() as session:
        conversation = (await session.scalars(select(Conversation.id))).one()
        assert [each["state"] for each in await deliveries_of(session, conversation)] == ["read"]
    await receipt(bench, name, "unknown", "read")


async def receipt(bench: Bench, name: str, sent: str, said: str, code: int | None = None) -> None:
    """A status of a message, as the platform posts it."""
    if name == "whatsapp":
        whatsapp = bench.platforms.whatsapp
        await bench.post_all([whatsapp.hook(statuses=[whatsapp.status(sent, WHO, said, code)])])
    else:
        await bench.post_all([bench.platforms.twilio.status(sent, WHO, said, code)])


@pytest.mark.parametrize(("name", "code"), [("whatsapp", 131000), ("twilio", 30008)])
async def test_what_was_taken_and_then_failed_is_sent_once_more(bench: Bench, name: str, code: int) -> None:
    platform = bench.platforms.by_name[name]
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    for times in (2, 2):
        await receipt(bench, name, platform.to(WHO)[-1].id, "failed", code)
        await bench.settle()
        assert len(platform.to(WHO)) == times
    assert await rows(bench, OutboxEntry.state) == ["dead"]


@pytest.mark.parametrize(("name", "closed"), [("whatsapp", 131047), ("twilio", 63016)])
async def test_after_24_hours_a_template_is_sent_and_the_rest_waits_for_the_shopper(
    bench: Bench, name: str, closed: int
) -> None:
    platform = bench.platforms.by_name[name]
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    bench.forward(25 * 3600)
    await say(bench, "Your parcel is here.", "Which one?", buttons=[{"title": "This", "payload": "/inform"}])
    await say(bench, "And another thing.")
    await bench.settle()
    templates = [(each.text, bool(each.template)) for each in platform.to(WHO)[1:]]
    assert templates == [("Your parcel is here.", True), ("Which one?", True)]
    await bench.post_all([platform.text(WHO, "yes?")])
    await bench.settle()
    said = [(each.text, list(each.choices)) for each in platform.to(WHO)[3:]]
    assert said == [("Which one?", ["This"]), ("And another thing.", []), ("Yes?", [])]
    await receipt(bench, name, platform.to(WHO)[-1].id, "failed", closed)  # as they see it, it was too late
    assert (await rows(bench, OutboxEntry.state))[-1] == "held"
    await bench.post_all([platform.text(WHO, "again")])
    await bench.settle()
    assert [each.text for each in platform.to(WHO)[-2:]] == ["Yes?", "Yes?"]


@pytest.mark.parametrize("name", ["whatsapp", "twilio"])
async def test_without_a_template_a_message_waits_until_the_shopper_writes(bench: Bench, name: str) -> None:
    platform = bench.platforms.by_name[name]
    bench.gateway.channels[name, platform.store].template = None
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    bench.forward(25 * 3600)
    await say(bench, "Your parcel is here.")
    await bench.settle(7200, step=1200)
    assert len(platform.to(WHO)) == 1
    await bench.post_all([platform.text(WHO, "hello again")])
    await bench.settle()
    assert [each.text for each in platform.to(WHO)[1:]] == ["Your parcel is here.", "Yes?"]


async def say(bench: Bench, *texts: str, buttons: list[dict[str, str]] | None = None) -> None:
    """An agent says something."""
    from gateway.transcript import Said  # noqa: PLC0415
    from gateway.transcript import say as said  # noqa: PLC0415

    async with bench.gateway.database.transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        for place, text in enumerate(texts):
            last = buttons if buttons and place == len(texts) - 1 else []
            await said(session, conversation, Said("agent", text, buttons=last), bench.gateway.clock())


async def test_a_receipt_that_overtakes_the_answer_to_our_own_request_is_not_lost(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "OVERTAKEN_SECONDS", 3.0)
    whatsapp = bench.platforms.whatsapp
    await bench.post_all([whatsapp.text(WHO, "hello")])
    early = f"wamid.out{next(whatsapp.numbers) + 1}"
    await receipt(bench, "whatsapp", early, "delivered")
    await bench.settle()
    assert whatsapp.to(WHO)[0].id == early
    await asyncio.gather(*bench.gateway.background)
    assert await rows(bench, SentPart.state) == ["delivered"]


async def test_a_platform_that_cannot_be_reached_at_all_is_waited_for(
    bench: Bench, platform: Platform
) -> None:
    closed = {name: "http://127.0.0.1:9" for name in platform.account() if name.endswith("api")}
    account = {name: SecretStr(value) for name, value in (platform.account() | closed).items()}
    tools = Tools(bench.gateway.clock, None)
    (channel,) = connect_all({platform.name: {platform.store: account}}, tools).values()
    assert await verdict(channel) is Verdict.WAIT
    assert not all(check.ok for check in await checked(channel))
    await channel.close()


async def verdict(channel: Channel) -> Verdict | None:
    """What sending comes to."""
    try:
        await channel.send(WHO, Part("hello"), "key")
    except Exception as error:  # as the sender does
        return channel.trouble(error).verdict
    return None


async def checked(channel: Channel) -> Sequence[Check]:
    """What a check finds; a failure to reach the platform is a finding too."""
    try:
        return await channel.check(register=False)
    except Exception as error:  # as the command does
        return [Check("platform", False, str(error))]


async def test_an_answer_that_is_no_answer_is_tried_again(bench: Bench, platform: Platform) -> None:
    await bench.post_all([platform.text(WHO, "hello")])
    platform.failures.append(Response("<html>oops</html>", 500, media_type="text/html"))
    await bench.settle(30, step=1)
    assert [each.text for each in platform.to(WHO)] == ["Yes?"]
