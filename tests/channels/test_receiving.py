"""Forged, replayed, shuffled, batched, broken: none taken that shouldn't be, none lost, none doubled."""

import random
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.limiting import Limiter
from gateway.models import Chat, Conversation, InboxEntry, Message, Upload
from gateway.settings import Settings
from gateway.spool import Owner
from gateway.wording import words
from tests.channels.conftest import Bench
from tests.channels.platforms import Platforms
from tests.channels.simulators.platform import Hook, Platform
from tests.gateway.fakes import FakeRasa
from tests.gateway.media import picture

WHO, ANOTHER = "254700000001", "254700000002"
HEIC = Path(__file__).resolve().parents[1] / "data" / "media" / "photo.heic"


def tampered(hook: Hook) -> list[Hook]:
    """The webhook as an attacker would send it."""
    secrets = [name for name in hook.headers if name.startswith("X-")]
    stripped = {name: value for name, value in hook.headers.items() if name not in secrets}
    other = {
        name: hook.headers[name][:-1] + ("1" if hook.headers[name][-1] == "0" else "0") for name in secrets
    }
    wrong = {**hook.headers, **other}
    odd = {**hook.headers, **dict.fromkeys(secrets, "é")}
    return [replace(hook, headers=headers) for headers in (stripped, wrong, odd)]


async def texts(bench: Bench) -> list[str]:
    """What shoppers are recorded to have said, in order."""
    async with bench.gateway.database.session() as session:
        query = select(Message.text).where(Message.author == "shopper").order_by(Message.id)
        return list((await session.scalars(query)).all())


async def test_a_message_is_answered_in_its_chat(bench: Bench, platform: Platform, rasa: FakeRasa) -> None:
    rasa.reply = lambda body: [{"text": f"re {body['message']}"}]
    await bench.post_all([platform.text(WHO, "hello"), platform.text(ANOTHER, "hi")])
    await bench.settle()
    assert [each.text for each in platform.to(WHO)] == ["re hello"]
    assert [each.text for each in platform.to(ANOTHER)] == ["re hi"]
    metadata = rasa.turns[0]["metadata"]
    assert (metadata["channel"], metadata["store"]) == (platform.name, platform.store)


async def test_a_forged_webhook_is_refused_and_changes_nothing(bench: Bench, platform: Platform) -> None:
    for hook in tampered(platform.text(WHO, "hello")):
        assert await bench.post(hook) == [403]
    assert await texts(bench) == []


async def test_an_address_that_forges_webhooks_is_not_looked_at_for_a_while(
    bench: Bench, platform: Platform, platforms: Platforms
) -> None:
    limits = {"failures": "2/minute"}
    bench.gateway.limiter = Limiter(Settings(limits=limits), lambda: 1_000_010.0)
    good = platform.text(WHO, "hello")
    assert await bench.post(good, *tampered(good)) == [200, 403, 403, 429]
    assert await bench.post(good) == [429]
    another = next(each for each in platforms.all if each is not platform)
    assert await bench.post(another.text(WHO, "hello")) == [
        200
    ]  # an account with an old secret harms no other


async def test_a_truncated_webhook_is_refused_and_taken_when_it_comes_whole(
    bench: Bench, platform: Platform
) -> None:
    hook = platform.text(WHO, "hello there")
    for length in (0, 1, len(hook.body) // 2, len(hook.body) - 1):
        assert (await bench.post(replace(hook, body=hook.body[:length])))[0] in (403, 422)
    assert await texts(bench) == []
    await bench.post_all([hook])
    assert await texts(bench) == ["hello there"]


async def test_replayed_and_shuffled_webhooks_are_each_taken_once(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    hooks = [platform.text(WHO, f"number {place}") for place in range(6)]
    hooks += [platform.photos(WHO, [picture()])[0], platform.press(WHO, "c.1.0"), platform.voice(WHO)]
    sent = hooks * 3
    random.Random(6).shuffle(sent)  # noqa: S311 (an order, no secret)
    await bench.post_all(sent)
    await bench.settle()
    await bench.post_all(reversed(sent))
    await bench.settle()
    asked = rasa.texts()
    assert sorted(text for text in asked if text.startswith("number")) == [f"number {n}" for n in range(6)]
    assert len(asked) == 8
    async with bench.gateway.database.session() as session:
        assert await session.scalar(select(func.count()).select_from(Upload)) == 1
        assert await session.scalar(select(func.count()).select_from(InboxEntry)) == len(hooks)
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 1


async def test_an_old_webhook_is_not_taken_again_after_all_this_time(
    bench: Bench, platform: Platform
) -> None:
    hook = platform.text(WHO, "hello")
    if platform.name == "twilio":
        pytest.skip("Twilio does not say when a message was sent")
    bench.forward(9 * 86400)
    await bench.post_all([hook])
    assert await texts(bench) == []


async def test_an_unknown_channel_or_store_is_not_found(bench: Bench, platform: Platform) -> None:
    hook = platform.text(WHO, "hello")
    for path in ("/webhooks/fax/teashop", f"/webhooks/{platform.name}/another", "/webhooks/web/teashop"):
        assert await bench.post(replace(hook, path=path)) == [404]


async def test_a_photo_with_words_is_one_message(bench: Bench, platform: Platform, rasa: FakeRasa) -> None:
    await bench.post_all(platform.photos(WHO, [picture()], "it came broken"))
    await bench.settle()
    (turn,) = rasa.turns
    assert turn["message"] == "it came broken"
    assert [each["kind"] for each in turn["metadata"]["attachments"]] == ["image"]


async def test_photos_sent_together_are_one_message(bench: Bench, platform: Platform, rasa: FakeRasa) -> None:
    await bench.post_all(platform.photos(WHO, [picture(shade=1), picture(shade=90), picture(shade=200)]))
    await bench.settle()
    (turn,) = rasa.turns
    assert len(turn["metadata"]["attachments"]) == 3
    async with bench.gateway.database.session() as session:
        messages = (await session.scalars(select(Message).where(Message.author == "shopper"))).all()
    assert [len(message.attachments) for message in messages] == [1, 1, 1]


async def test_what_is_written_after_a_photo_is_answered_after_it(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all([*platform.photos(WHO, [picture()]), platform.text(WHO, "see?")])
    await bench.settle()
    assert [turn["message"] for turn in rasa.turns] == ["/inform", "see?"]
    assert rasa.turns[0]["metadata"]["attachments"]


async def test_a_photo_that_cannot_be_had_yet_is_fetched_later(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all(platform.photos(WHO, [picture()]))
    platform.down = True
    await bench.settle(60, step=5)
    assert rasa.turns == []
    platform.down = False
    await bench.settle(20, step=1)
    assert len(rasa.turns[0]["metadata"]["attachments"]) == 1


async def test_a_photo_for_which_there_is_no_room_just_now_is_fetched_later(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    spool, most = bench.gateway.spool, bench.gateway.settings.spool_bytes
    others = [Owner(f"another{number}") for number in range(5)]
    for other in others:
        spool.take(other, most // 5)
    await bench.post_all(platform.photos(WHO, [picture()]))
    await bench.settle(60, step=5)
    assert rasa.turns == platform.to(WHO) == []
    for other in others:
        spool.take(other, -most // 5)
    await bench.settle(20, step=1)
    assert len(rasa.turns[0]["metadata"]["attachments"]) == 1


async def test_a_photo_that_never_comes_is_asked_for_again_and_its_words_are_answered(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all(platform.photos(WHO, [picture()], "look"))
    platform.files.clear()
    await bench.settle()
    assert [turn["message"] for turn in rasa.turns] == ["look"]
    assert "couldn't load the file" in platform.to(WHO)[0].text


async def test_what_is_no_picture_is_refused_with_words(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all(platform.photos(WHO, [b"MZ not a picture"]))
    await bench.settle()
    assert rasa.turns == []
    assert "photo or a video" in platform.to(WHO)[0].text


async def greeted_and_taken_over(bench: Bench, platform: Platform) -> None:
    """The shopper said hello, the assistant answered, and an agent took the conversation."""
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    async with bench.gateway.database.transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        conversation.state, conversation.agent = "agent", "ann"


async def test_a_heic_photo_is_taken_from_a_phone_that_sends_it_as_a_file(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all(platform.photos(WHO, [HEIC.read_bytes()]))
    await bench.settle()
    assert [each["kind"] for each in rasa.turns[0]["metadata"]["attachments"]] == ["image"]


async def test_a_file_that_cannot_be_opened_is_no_silence_with_an_agent_in_charge(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await greeted_and_taken_over(bench, platform)
    await bench.post_all(platform.photos(WHO, [b"MZ not a picture"], "see the crack?"))
    await bench.settle()
    assert "photo or a video" in platform.to(WHO)[-1].text
    async with bench.gateway.database.session() as session:
        query = select(Message.text).where(Message.author == "shopper").order_by(Message.seq.desc())
        assert (await session.scalars(query.limit(1))).one().startswith("see the crack?\n[file: not a photo")
    await bench.post_all(platform.photos(WHO, [b"MZ not a picture"]))
    await bench.settle()
    async with bench.gateway.database.session() as session:
        assert (await session.scalars(query.limit(1))).one().startswith("[file: not a photo")


async def test_voice_is_answered_with_a_request_to_write(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all([platform.voice(WHO)])
    await bench.settle()
    assert rasa.turns == []
    assert ["can't listen" in each.text for each in platform.to(WHO)] == [True]


async def test_a_file_sent_to_an_agent_is_there_for_the_agent(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await greeted_and_taken_over(bench, platform)
    await bench.post_all([*platform.photos(WHO, [picture()]), platform.voice(WHO)])
    await bench.settle()
    assert len(rasa.turns) == len(platform.to(WHO)) == 1
    async with bench.gateway.database.session() as session:
        messages = (await session.scalars(select(Message).order_by(Message.seq))).all()
    assert messages[-2].attachments
    assert messages[-1].text == "[voice]"


async def test_a_tap_means_the_payload_of_the_button(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    payload = '/inform{"item": "' + "x" * 200 + '", "email": "' + "y" * 200 + '"}'
    rasa.script = [[{"text": "Which?", "buttons": [{"title": "This one", "payload": payload}]}]]
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    (asked,) = platform.to(WHO)
    await bench.post_all([platform.press(WHO, asked.choices["This one"])])
    await bench.settle()
    assert rasa.turns[-1]["message"] == payload


async def test_a_tap_on_another_shoppers_button_is_none(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    rasa.script = [[{"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}]]
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    (asked,) = platform.to(WHO)
    await bench.post_all([platform.press(ANOTHER, asked.choices["Yes"]), platform.press(ANOTHER, "/affirm")])
    await bench.settle()
    assert "/affirm" not in [turn["message"] for turn in rasa.turns]


async def test_a_command_typed_is_no_command(bench: Bench, platform: Platform, rasa: FakeRasa) -> None:
    await bench.post_all([platform.text(WHO, '/internal_open{"item": "x"}'), platform.text(WHO, "/restart")])
    await bench.settle()
    assert [turn["message"] for turn in rasa.turns] == ['internal_open{"item": "x"}', "restart"]


async def test_an_erased_conversation_leaves_nothing_of_the_chat(bench: Bench, platform: Platform) -> None:
    from gateway.erasing import erase_conversations  # noqa: PLC0415

    await bench.post_all([platform.text(WHO, "hello"), *platform.photos(WHO, [picture()])])
    await bench.settle()
    async with bench.gateway.database.session() as session:
        conversations = list((await session.scalars(select(Conversation.id))).all())
    await erase_conversations(bench.gateway, conversations, "test")
    async with bench.gateway.database.session() as session:
        assert (await session.scalars(select(Chat))).all() == []


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
@pytest.mark.parametrize("body", [b"\xff\xfe", b"[" * 100_000, b"", b'{"message": {"text": "hel'])
async def test_what_did_not_arrive_whole_is_asked_for_again(bench: Bench, channel: str, body: bytes) -> None:
    hook = bench.platforms.whatsapp.signed_bytes(body)
    if channel == "telegram":
        hook = bench.platforms.telegram.posted(body)
    assert await bench.post(hook) == [422]


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"update_id": "x"}', b"null", b"7", b'{"entry": null}'])
async def test_what_can_never_be_read_is_not_sent_again_for_ever(
    bench: Bench, channel: str, body: bytes
) -> None:
    hook = bench.platforms.whatsapp.signed_bytes(body)
    if channel == "telegram":
        hook = bench.platforms.telegram.posted(body)
    assert await bench.post(hook) == [200]
    assert await texts(bench) == []


@pytest.mark.parametrize("kind", ["text", "photo"])
async def test_who_sends_too_fast_is_told_once_and_answered_again_later(
    bench: Bench, platform: Platform, rasa: FakeRasa, kind: str
) -> None:
    limited = {"conversation_messages": "3/minute", "conversation_uploads": "3/minute"}
    settings = bench.gateway.settings.model_copy(update={"limits": limited})
    bench.gateway.limiter = Limiter(settings)
    said = [f"number {place}" for place in range(6)]
    if kind == "text":
        await bench.post_all([platform.text(WHO, each) for each in said])
    else:
        await bench.post_all([hook for each in said for hook in platform.photos(WHO, [picture()], each)])
    await bench.post_all([platform.text(ANOTHER, "hi")])
    await bench.settle(6)
    answered = "\n".join(turn["message"] for turn in rasa.turns)  # photos sent together are one message
    assert [each for each in said if each in answered] == said[:3]
    assert await texts(bench) == [*said, "hi"]
    slower = words("slower", "en")
    assert [each.text for each in platform.to(WHO)].count(slower) == 1
    assert [each.text for each in platform.to(ANOTHER)].count(slower) == 0
    bench.gateway.limiter = Limiter(settings)
    await bench.post_all([platform.text(WHO, "better?")])
    await bench.settle()
    assert rasa.turns[-1]["message"] == "better?"
