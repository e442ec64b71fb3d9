"""A webhook in which something is not as it should be: never our fault, and never at another's cost."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import DataError, OperationalError

from gateway.channels import receiving
from gateway.channels.interface import Channel, Incoming, Received, Webhook
from gateway.models import Message
from tests.channels.conftest import Bench
from tests.channels.kinds import names
from tests.channels.mutations import WRONG, WRONG_IN_A_FORM, content, hook, places, replaced
from tests.channels.platforms import Platforms
from tests.gateway.conftest import ONLY_SQLITE
from tests.gateway.fakes import FakeRasa

WHO, ANOTHER = "254700000001", "254700000077"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both: they refuse different things."""
    kind: str = request.param
    return kind


FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def mutations(channel: str) -> Iterator[tuple[str, Any, Any]]:
    """Every recording of a channel, every place in it, and every wrong value to put there."""
    wrong = WRONG_IN_A_FORM if channel == "twilio" else WRONG
    for name in names(channel):
        recorded = content(channel, name)
        for path in places(recorded):
            for kind, value in wrong.items():
                yield f"{name}: {kind} at {path}", recorded, replaced(recorded, path, value)


def with_another(channel: str, value: Any, text: str) -> Any:
    """The batch with another shopper's message behind what is wrong in it, where there is a place for it."""
    if channel != "whatsapp" or not isinstance(value.get("entry"), list):
        return value
    message = {"from": ANOTHER, "id": f"wamid.{text}", "timestamp": "TIMESTAMP", "type": "text"}
    of_number = {"phone_number_id": "106540352242922", "display_phone_number": "15550783881"}
    told = {"metadata": of_number, "messages": [{**message, "text": {"body": text}}]}
    return {
        **value,
        "entry": [*value["entry"], {"id": "1", "changes": [{"field": "messages", "value": told}]}],
    }


async def said(bench: Bench) -> list[str]:
    """What shoppers are recorded to have said."""
    async with bench.gateway.database.session() as session:
        query = select(Message.text).where(Message.author == "shopper").order_by(Message.id)
        return list((await session.scalars(query)).all())


def as_received(platforms: Platforms, channel: str, value: Any) -> Webhook:
    """The webhook as an adapter gets it."""
    sent = hook(platforms, channel, value)
    headers = {name.lower(): each for name, each in sent.headers.items()}
    return Webhook(f"{platforms.public_url}{sent.path}", headers, {}, sent.body)


def parsed(bench: Bench, channel: str, value: Any) -> Received:
    """What the adapter makes of it."""
    adapter: Channel = bench.gateway.channels[channel, bench.platforms.whatsapp.store]
    received = as_received(bench.platforms, channel, value)
    assert adapter.verify(received)
    return adapter.parse(received)


@ONLY_SQLITE
@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "twilio"])
async def test_any_one_wrong_value_is_read_without_an_error_and_the_rest_with_it(
    bench: Bench, channel: str
) -> None:
    for what, _, value in mutations(channel):
        texts = [each.text for each in parsed(bench, channel, with_another(channel, value, "hello")).incoming]
        if channel == "whatsapp" and isinstance(value.get("entry"), list):
            assert "hello" in texts, what
        assert not {"None", "nan", "[None]"} & set(texts), what


@pytest.mark.parametrize("channel", ["whatsapp", "telegram", "twilio"])
@FEW
@given(data=st.data())
async def test_any_one_wrong_value_is_answered_with_200_and_the_rest_is_stored(
    bench: Bench, channel: str, data: st.DataObject
) -> None:
    what, _, value = data.draw(st.sampled_from(list(mutations(channel))))
    text = f"hello {what} {data.draw(st.integers(0, 10**9))}"
    told = with_another(channel, value, text)
    assert await bench.post(hook(bench.platforms, channel, told)) == [200]
    if told is not value:
        assert text in await said(bench)


async def test_parts_that_cannot_be_read_are_counted_and_the_rest_is_answered(
    bench: Bench, rasa: FakeRasa
) -> None:
    good = content("whatsapp", "text_with_referral")["entry"][0]
    change = good["changes"][0]
    message = change["value"]["messages"][0]
    without_metadata = {**change, "value": {"messages": [{**message, "id": "wamid.HBgA"}]}}
    in_milliseconds = {**message, "id": "wamid.HBgB", "timestamp": "1764273600000"}
    late = {**change, "value": {**change["value"], "messages": [in_milliseconds, None, 7]}}
    entries = [None, {"id": "1", "changes": [without_metadata, "x", late]}, {"changes": {}}, good]
    await bench.post_all([hook(bench.platforms, "whatsapp", {"entry": entries})])
    await bench.settle()
    assert rasa.texts() == ["Is this still there?"]
    counted = bench.gateway.metrics.registry.get_sample_value(
        "gateway_webhook_parts_unread_total", {"channel": "whatsapp"}
    )
    assert counted == 7


MESSAGE = ("entry", 0, "changes", 0, "value", "messages", 0)
TEXTS = {
    ("whatsapp", "text_with_referral"): (*MESSAGE, "text", "body"),
    ("whatsapp", "button_of_a_template"): (*MESSAGE, "button", "text"),
    ("telegram", "text_with_entities"): ("message", "text"),
}


@pytest.mark.parametrize(("channel", "name"), TEXTS)
@pytest.mark.parametrize("value", [None, 7, " ", ["a"], {"a": 1}])
async def test_a_text_that_is_none_is_answered_as_what_cannot_be_read(
    bench: Bench, rasa: FakeRasa, channel: str, name: str, value: Any
) -> None:
    broken = replaced(content(channel, name), TEXTS[channel, name], value)
    bench.platforms.whatsapp.heard[WHO] = bench.platforms.whatsapp.clock()
    await bench.post_all([hook(bench.platforms, channel, broken)])
    await bench.settle()
    assert rasa.texts() == []
    told = [each.text for each in bench.platforms.by_name[channel].to(WHO)]
    if (channel, value) == ("telegram", None):  # a message in which nothing is written at all
        assert told == []
    else:
        assert ["can't open this kind of message" in each for each in told] == [True]


@pytest.mark.parametrize("channel", ["whatsapp", "telegram"])  # a form holds nothing but text
@pytest.mark.parametrize("caption", [b"null", b"7", b'["a"]'])
async def test_a_caption_that_is_none_is_no_text(bench: Bench, channel: str, caption: bytes) -> None:
    platform = bench.platforms.by_name[channel]
    (sent,) = platform.photos(WHO, [b"x"], "CAPTION")
    hook = Webhook("", {}, {}, sent.body.replace(b'"CAPTION"', caption))
    received = bench.gateway.channels[channel, platform.store].parse(hook)
    assert [(each.kind.value, each.text) for each in received.incoming] == [("file", "")]


class Storing:
    """Stores what comes, but for one text, which fails in the given way."""

    def __init__(self, error: Exception) -> None:
        """Every other text goes where it always goes."""
        self._error, self._store = error, receiving._store

    async def __call__(self, gateway: Any, channel: Channel, each: Incoming) -> str | None:
        """As the real one, or the failure."""
        if each.text == "bad":
            raise self._error
        return await self._store(gateway, channel, each)


async def test_a_part_that_can_never_be_stored_is_counted_and_the_rest_is_stored(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    whatsapp = bench.platforms.whatsapp
    monkeypatch.setattr(receiving, "_store", Storing(DataError("INSERT", {}, Exception())))
    messages = [whatsapp.message(WHO, "text", {"body": text}) for text in ("one", "bad", "two")]
    assert await bench.post(whatsapp.hook(*messages)) == [200]
    assert await said(bench) == ["one", "two"]


async def test_while_the_store_is_away_the_platform_is_asked_to_send_again_and_nothing_is_doubled(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    whatsapp = bench.platforms.whatsapp
    messages = [whatsapp.message(WHO, "text", {"body": text}) for text in ("one", "bad", "two")]
    with monkeypatch.context() as patched:
        patched.setattr(receiving, "_store", Storing(OperationalError("INSERT", {}, Exception())))
        assert await bench.post(whatsapp.hook(*messages)) == [503]
    assert await bench.post(whatsapp.hook(*messages)) == [200]
    assert await said(bench) == ["one", "bad", "two"]
