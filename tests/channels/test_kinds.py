"""Whatever a platform may send is answered sensibly: understood, answered by the gateway, or left alone."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from gateway.models import Conversation, InboxEntry, Message
from tests.channels.conftest import Bench
from tests.channels.kinds import names, recorded
from tests.channels.simulators.platform import Hook, Platform
from tests.channels.simulators.whatsapp import VERIFY
from tests.gateway.fakes import FakeRasa

WHO = "254700000001"
SILENT = {
    "whatsapp": {
        "reaction", "reaction_removed", "revoke", "system_number_changed", "another_number", "another_field",
        "group", "statuses",
    },
    "telegram": {
        "reaction", "blocked", "group", "channel_post", "caption_edited", "unknown_update", "pinned",
        "auto_delete_timer", "write_access_allowed", "background_set", "tap_in_a_group",
    },
    "twilio": {"reaction", "another_number", "not_whatsapp", "status_failed"},
}  # fmt: skip
UNDERSTOOD = {
    "whatsapp": {
        "button_of_a_template": ["Go on"],
        "text_with_referral": ["Is this still there?"],
        "forwarded_reply": ["this one"],
        "batch": ["first of the batch", "second of the batch", "third, of the next entry"],
    },
    "telegram": {"text_with_entities": ["where is KM-1001"]},
    "twilio": {"a_new_parameter": ["hello"]},
}
SAID = {
    "sticker": "stickers", "location": "place on the map", "venue": "place on the map",
    "voice": "can't listen", "audio": "can't listen", "contact": "contact cards", "contacts": "contact cards",
    "contact_of_another": "contact cards", "document_pdf": "can't open documents",
    "help_to_the_bot": "track, change or cancel", "stop_to_the_bot": "won't tell you of changes",
}  # fmt: skip
ALL = [(channel, name) for channel in SILENT for name in names(channel)]


@pytest.mark.parametrize(("channel", "name"), ALL)
async def test_a_recorded_webhook_is_answered_sensibly_and_once(
    bench: Bench, rasa: FakeRasa, channel: str, name: str
) -> None:
    hook = recorded(bench.platforms, channel, name)
    bench.platforms.whatsapp.heard[WHO] = bench.platforms.twilio.heard[WHO] = bench.platforms.twilio.clock()
    await bench.post_all([hook, hook])
    await bench.settle(6)
    said = [each.text for each in bench.platforms.by_name[channel].to(WHO)]
    expected = UNDERSTOOD[channel].get(name, [])
    assert rasa.texts() == expected
    if expected:
        assert said == ["Yes?"] * len(expected)
    elif name in SILENT[channel]:
        assert said == []
    else:
        assert len(said) == 1
        assert SAID.get(name, "can't open this kind of message") in said[0]


async def test_the_same_webhook_twice_at_the_very_same_time_is_taken_once(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    hooks = [platform.text(WHO, "one"), platform.photos(WHO, [b"x"])[0], platform.voice(WHO)]
    answers = await asyncio.gather(*(bench.post(hook) for hook in hooks * 4))
    assert [status for each in answers for status in each] == [200] * 12
    async with bench.gateway.database.session() as session:
        assert len((await session.scalars(select(InboxEntry))).all()) == 3
        assert len((await session.scalars(select(Conversation))).all()) == 1


SHOWN = {
    ("whatsapp", "location"): "[location] Moi Avenue, 12 Moi Avenue, Nairobi, -1.28640, 36.81720",
    ("whatsapp", "contacts"): "[card] Brian Kimani, +254 700 000002",
    ("whatsapp", "document_pdf"): "[document] invoice.pdf, application/pdf",
    ("telegram", "document_pdf"): "[document] x.pdf, application/pdf",
    ("twilio", "document_pdf"): "[document] application/pdf",
    ("telegram", "location"): "[location] -1.28000, 36.80000",
    ("telegram", "venue"): "[location] Shop, Moi Avenue, -1.28000, 36.80000",
    ("telegram", "contact_of_another"): "[card] Brian, +254700000002",
    ("twilio", "location"): "[location] Shop, Moi Avenue, -1.28000, 36.81000",
}


@pytest.mark.parametrize(("channel", "name"), SHOWN)
async def test_a_place_a_card_or_a_document_is_there_for_the_agent_in_words(
    bench: Bench, channel: str, name: str
) -> None:
    await bench.post_all([recorded(bench.platforms, channel, name)])
    async with bench.gateway.database.session() as session:
        query = select(Message.text).where(Message.author == "shopper")
        assert (await session.scalars(query)).all() == [SHOWN[channel, name]]


CAPTION = "Where is my order KM-1003? Receipt attached"


def with_caption(platform: Platform, what: str, media_type: str, name: str, caption: str) -> Hook:
    """A document or a recording with words beneath it, as each platform tells of it."""
    if platform.name == "whatsapp":
        media = {"id": "903", "mime_type": media_type, "filename": name, "caption": caption}
        return platform.hook(platform.message(WHO, what, media))
    if platform.name == "telegram":
        ids = {"file_id": "d", "file_unique_id": "d", "file_name": name, "mime_type": media_type}
        more = {"duration": 1} if what == "audio" else {}
        return platform.hook({"message": platform.message(WHO, caption=caption, **{what: {**ids, **more}})})
    media_fields = {"NumMedia": "1", "MediaContentType0": media_type, "MediaUrl0": "https://x/y"}
    return platform.message(WHO, MessageType=what, Body=caption, **media_fields)


async def shoppers_words(bench: Bench) -> list[str]:
    """What the transcript holds of the shopper."""
    async with bench.gateway.database.session() as session:
        query = select(Message.text).where(Message.author == "shopper").order_by(Message.seq)
        return list((await session.scalars(query)).all())


async def test_what_is_written_beneath_a_document_is_answered(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    hook = with_caption(platform, "document", "application/pdf", "receipt.pdf", CAPTION)
    await bench.post_all([hook, hook])
    await bench.settle()
    assert rasa.texts() == [CAPTION]
    assert [each.text[:28] for each in platform.to(WHO)] == ["Sorry, I can't open document", "Yes?"]
    known = "application/pdf" if platform.name == "twilio" else "receipt.pdf, application/pdf"
    assert await shoppers_words(bench) == [f"[document] {known}", CAPTION]


async def test_a_document_for_an_agent_is_named_and_its_caption_is_there(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    await given_to_an_agent(bench)
    await bench.post_all([with_caption(platform, "document", "text/csv", "list.csv", CAPTION)])
    await bench.settle()
    assert rasa.texts() == ["hello"]
    document, caption = (await shoppers_words(bench))[1:]
    assert document.startswith("[document] ") and "text/csv" in document
    assert caption == CAPTION


async def given_to_an_agent(bench: Bench) -> None:
    """Have an agent take the only conversation."""
    async with bench.gateway.database.transaction() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        conversation.state, conversation.agent = "agent", "ann"


@pytest.mark.parametrize("channel", ["telegram", "twilio"])  # WhatsApp's own recordings bear no words
async def test_what_is_written_beneath_a_recording_is_answered(
    bench: Bench, rasa: FakeRasa, channel: str
) -> None:
    platform = bench.platforms.by_name[channel]
    await bench.post_all([with_caption(platform, "audio", "audio/mpeg", "song.mp3", CAPTION)])
    await bench.settle()
    assert rasa.texts() == [CAPTION]


async def test_the_name_that_twilio_gives_a_document_is_no_question(bench: Bench, rasa: FakeRasa) -> None:
    twilio = bench.platforms.twilio
    await bench.post_all([with_caption(twilio, "document", "application/pdf", "", "receipt.pdf")])
    await bench.settle()
    assert rasa.turns == []
    assert await shoppers_words(bench) == ["[document] receipt.pdf, application/pdf"]


async def test_a_file_name_cannot_fill_the_transcript(bench: Bench) -> None:
    whatsapp = bench.platforms.whatsapp
    hook = with_caption(whatsapp, "document", "application/pdf", "x\n" * 5_000 + ".pdf", "")
    await bench.post_all([hook])
    (shown,) = await shoppers_words(bench)
    assert len(shown) < 300
    assert "\n" not in shown


async def test_a_place_in_another_language_does_not_change_ours(bench: Bench) -> None:
    whatsapp = bench.platforms.whatsapp
    place = {"latitude": 19.43, "longitude": -99.13, "name": "Plaza de la Constitución del centro histórico"}
    await bench.post_all([whatsapp.hook(whatsapp.message(WHO, "location", place))])
    await bench.settle()
    assert "place on the map" in whatsapp.to(WHO)[0].text


@pytest.mark.parametrize("text", ["/track@store_bot KM-1001", "/track KM-1001"])
async def test_the_bots_name_behind_a_command_is_not_what_was_said(
    bench: Bench, rasa: FakeRasa, text: str
) -> None:
    await bench.post_all([bench.platforms.telegram.text(WHO, text)])
    await bench.settle()
    assert rasa.texts() == ["track KM-1001"]


@pytest.mark.parametrize("start", ["/start", "/start@store_bot"])
async def test_start_is_answered_with_the_greeting(bench: Bench, rasa: FakeRasa, start: str) -> None:
    telegram = bench.platforms.telegram
    hook = telegram.text(WHO, start)
    await bench.post_all([hook, hook])
    await bench.settle()
    assert [each.text for each in telegram.to(WHO)] == ["Hello!"]
    assert rasa.texts() == []


async def test_a_tap_is_acknowledged_to_telegram(bench: Bench) -> None:
    telegram = bench.platforms.telegram
    await bench.post_all([telegram.press(WHO, "c.1.0")])
    await asyncio.gather(*bench.gateway.background)
    assert len(telegram.acknowledged) == 1


async def test_more_choices_than_fit_are_answered_with_their_number(
    bench: Bench, platform: Platform, rasa: FakeRasa
) -> None:
    offered = [{"title": f"Order KM-10{n}", "payload": f'/inform{{"item": "{n}"}}'} for n in range(10, 25)]
    rasa.script = [[{"text": "Which of your orders is it?", "buttons": offered}]]
    await bench.post_all([platform.text(WHO, "hello")])
    await bench.settle()
    (asked,) = platform.to(WHO)
    assert "2. Order KM-1011" in asked.text
    await bench.post_all(
        [platform.text(WHO, "2"), platform.text(WHO, "order km-1012"), platform.text(WHO, "99")]
    )
    await bench.settle()
    assert [turn["message"] for turn in rasa.turns[1:2]] == ['/inform{"item": "11"}']
    assert "99" in rasa.texts()


async def test_an_edit_counts_by_what_came_of_the_message(bench: Bench, rasa: FakeRasa) -> None:
    telegram = bench.platforms.telegram
    first, second = telegram.message(WHO, text="KM-1001"), telegram.message(WHO, text="the blue one")
    date = int(telegram.clock())
    edited = [{**first, "text": "KM-1002", "edit_date": date + n} for n in range(3)]
    await bench.post_all([telegram.hook({"message": first}), telegram.hook({"edited_message": edited[0]})])
    await bench.settle()
    assert rasa.texts() == ["KM-1002"]
    await bench.post_all([telegram.hook({"edited_message": {**edited[1], "text": "KM-1003"}})])
    await bench.settle()
    assert rasa.texts() == ["KM-1002", "KM-1003"]
    await bench.post_all([telegram.hook({"message": second})])
    await bench.settle()
    await bench.post_all([telegram.hook({"edited_message": {**edited[2], "text": "KM-1004"}})])
    await bench.settle()
    assert rasa.texts()[-1] == "the blue one"
    assert "changed an earlier message" in telegram.to(WHO)[-1].text


async def test_whatsapp_edits_too(bench: Bench, rasa: FakeRasa) -> None:
    whatsapp = bench.platforms.whatsapp
    first = whatsapp.message(WHO, "text", {"body": "KM-1001"})
    changed = {"original_message_id": first["id"], "message": {"type": "text", "text": {"body": "KM-1002"}}}
    await bench.post_all([whatsapp.hook(first), whatsapp.hook(whatsapp.message(WHO, "edit", changed))])
    await bench.settle()
    assert rasa.texts() == ["KM-1002"]


@pytest.mark.parametrize(
    ("mode", "token", "status"), [("subscribe", VERIFY, 200), ("subscribe", "x", 403), ("other", VERIFY, 403)]
)
async def test_metas_handshake(bench: Bench, mode: str, token: str, status: int) -> None:
    query = {"hub.mode": mode, "hub.verify_token": token, "hub.challenge": "1158201444"}
    path = bench.platforms.whatsapp.path
    answer = await bench.client.get(path, params=query)
    assert answer.status_code == status
    assert (answer.text == "1158201444") is (status == 200)
    assert (await bench.client.get(bench.platforms.telegram.path, params=query)).status_code == 403


async def test_twilio_signs_the_public_address_with_or_without_its_port(bench: Bench) -> None:
    twilio = bench.platforms.twilio
    try:
        twilio.public_url = "https://chat.example.com:443"
        assert await bench.post(twilio.text(WHO, "hello")) == [200]
        twilio.public_url = "https://evil.example.com"
        assert await bench.post(twilio.text(WHO, "hello")) == [403]
    finally:
        del twilio.public_url


async def test_a_webhook_for_one_store_is_not_good_for_another_path(bench: Bench) -> None:
    hook = bench.platforms.twilio.text(WHO, "hello")
    assert await bench.post(replace(hook, path=hook.path + "?x=1")) == [403]


async def test_whatsapp_users_without_a_number_have_no_identity(bench: Bench, rasa: FakeRasa) -> None:
    whatsapp = bench.platforms.whatsapp
    message = whatsapp.message("KE.1349120865", "text", {"body": "hello"})
    message["from_user_id"] = message.pop("from")
    whatsapp_hook = whatsapp.signed(
        {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": "1",
                    "changes": [
                        {
                            "field": "messages",
                            "value": {
                                "metadata": {"phone_number_id": "106540352242922"},
                                "messages": [message],
                            },
                        }
                    ],
                }
            ],
        }
    )
    await bench.post_all([whatsapp_hook])
    await bench.settle()
    assert rasa.turns[0]["metadata"]["identity"] is None
