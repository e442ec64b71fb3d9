"""Nothing accepted is lost, nothing is answered twice, and nobody is met with silence."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from gateway import waiting
from gateway.models import Conversation, InboxEntry
from gateway.settings import Settings
from gateway.wiring import Gateway
from gateway.wording import words
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, HASTY, Shopper, new_shopper


async def until_answered(shopper: Shopper, count: int) -> list[dict[str, Any]]:
    """The history, once it holds so many messages."""
    for _ in range(250):
        history = await shopper.history()
        if len(history) >= count:
            return history
        await asyncio.sleep(0.02)
    raise AssertionError([message["text"] for message in history])


@pytest.mark.parametrize("settings", [Settings(**HASTY)])  # type: ignore[arg-type]
async def test_whoever_waits_while_rasa_is_down_is_shown_the_notice(
    client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    rasa.down = True
    shopper = await new_shopper(client)
    assert [message["text"] for message in shopper.greeting] == [words("opening")]
    for text in ("hello?", "anyone?"):
        started = asyncio.get_running_loop().time()
        body = await shopper.say(text)
        assert [message["text"] for message in body["messages"]] == [words("notice")]
        assert asyncio.get_running_loop().time() - started < 4
    assert [message["text"] for message in await shopper.history()] == [
        words("opening"),
        "hello?",
        words("notice"),
        "anyone?",
    ]


@pytest.mark.parametrize("settings", [Settings(**HASTY)])  # type: ignore[arg-type]
async def test_with_rasa_down_the_shopper_is_told_once_and_answered_later(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.down = True
    body = await shopper.say("hello?")
    assert [message["text"] for message in body["messages"]] == [words("notice")]
    await shopper.post({"id": "next", "text": "anyone?"}, wait=False)
    await asyncio.sleep(1)
    rasa.down = False
    history = await until_answered(shopper, 6)
    assert [message["text"] for message in history] == [
        "Hello!",
        "hello?",
        words("notice"),
        "anyone?",
        "Yes?",
        "Yes?",
    ]
    assert rasa.texts() == ["hello?", "anyone?"]


@pytest.mark.parametrize("failure", [500, 503, "<html>", '{"a": 1}', "[1]"])
async def test_failures_and_rubbish_are_tried_again(shopper: Shopper, rasa: FakeRasa, failure: Any) -> None:
    rasa.script = [failure, failure]
    body = await shopper.say("hi")
    assert [message["text"] for message in body["messages"]] == ["Yes?"]


async def test_a_message_that_is_sent_again_says_so_under_the_same_name(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.script = [503, 500]
    await shopper.say("hi")
    tries = [turn["metadata"] for turn in rasa.turns if turn["message"] == "hi"]
    assert [each["attempt"] for each in tries] == [1, 2, 3]
    assert len({each["message"] for each in tries}) == 1


async def test_an_answer_that_was_lost_on_the_way_is_recovered_not_asked_for_again(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.lose_answers = 1
    rasa.script = [
        [
            {"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            {"custom": {"data": {"type": "question", "asks": "confirm"}}},
        ]
    ]
    body = await shopper.say("cancel it")
    assert rasa.texts() == ["cancel it"]
    (message,) = body["messages"]
    assert (message["text"], message["data"]["asks"], message["buttons"][0]["payload"]) == (
        "Sure?",
        "confirm",
        "/affirm",
    )


async def test_after_too_many_failures_a_person_gets_it(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway
) -> None:
    gateway.settings.turn_tries = 5
    rasa.reply = lambda _body: 503
    body = await shopper.say("hi")
    for _ in range(200):
        if body["state"] == "waiting_for_agent":
            break
        body = (await shopper.post({"id": "m1", "text": "hi"})).json()
    assert body["state"] == "waiting_for_agent"
    assert [message["text"] for message in body["messages"]][-1] == words("sorry")
    assert len(rasa.texts()) == 5
    async with gateway.database.session() as session:
        entry = await session.scalar(select(InboxEntry).where(InboxEntry.external_id == "m1"))
    assert entry is not None
    assert entry.state == "dead"
    assert entry.last_error == "down: status 503"


async def test_a_hand_off_ends_the_bots_turns(shopper: Shopper, rasa: FakeRasa) -> None:
    rasa.script = [[{"text": "I'll get someone."}, {"custom": {"handoff": {"reason": "asked"}}}]]
    assert (await shopper.say("a person please"))["state"] == "waiting_for_agent"
    assert await shopper.say("hello?") == {"messages": [], "state": "waiting_for_agent"}
    assert rasa.texts() == ["a person please"]
    assert (await shopper.history())[-1]["text"] == "hello?"


async def test_a_hand_off_without_words_gets_some(shopper: Shopper, rasa: FakeRasa) -> None:
    rasa.script = [[{"custom": {"handoff": {"reason": "asked"}}}]]
    body = await shopper.say("a person please")
    assert [message["text"] for message in body["messages"]] == [words("handed_over")]


async def test_messages_behind_a_hand_off_are_kept_for_the_person(shopper: Shopper, rasa: FakeRasa) -> None:
    rasa.script = [[{"text": "Passing on."}, {"custom": {"handoff": {}}}]]
    await asyncio.gather(*(shopper.post({"id": f"m{number}", "text": f"{number}"}) for number in range(5)))
    assert len(rasa.texts()) == 1


async def test_a_closed_conversation_opens_again_when_the_shopper_writes(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.script = [[{"text": "Bye!"}, {"custom": {"close": True}}]]
    assert (await shopper.say("bye"))["state"] == "closed"
    assert (await shopper.say("one more thing"))["state"] == "bot"


async def test_a_conversation_left_by_a_killed_worker_is_taken_over_when_its_lease_ends(
    client: httpx.AsyncClient, rasa: FakeRasa, gateway: Gateway
) -> None:
    shopper = await new_shopper(client)
    lease = {"lease_owner": "killed", "lease_until": gateway.clock() + timedelta(seconds=1.5)}
    async with gateway.database.transaction() as session:
        await session.execute(update(Conversation).where(Conversation.id == shopper.id).values(**lease))
    await shopper.post({"id": "a", "text": "hi"}, wait=False)
    await asyncio.sleep(0.2)
    assert rasa.texts() == []
    assert (await until_answered(shopper, 3))[-1]["text"] == "Yes?"


async def test_what_a_worker_answers_after_losing_its_lease_is_dropped(
    shopper: Shopper, rasa: FakeRasa, gateway: Gateway
) -> None:
    stolen = {"lease_owner": "another", "lease_until": gateway.clock() + timedelta(seconds=0.3)}

    def steal(_body: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"text": "too late" if len(rasa.texts()) == 1 else "in time"}]

    rasa.reply = steal
    original = gateway.rasa.turn

    async def slow(turn: Any, headers: Any = None) -> Any:
        said = await original(turn, headers)
        if len(rasa.texts()) == 1:
            rasa.answered.clear()
            async with gateway.database.transaction() as session:
                await session.execute(
                    update(Conversation).where(Conversation.id == shopper.id).values(**stolen)
                )
        return said

    gateway.rasa.turn = slow  # type: ignore[method-assign]
    await shopper.say("hi")
    assert [message["text"] for message in await shopper.history()] == ["Hello!", "hi", "in time"]


@pytest.mark.parametrize("settings", [Settings(**{**FAST, "concurrency": 3})])  # type: ignore[arg-type]
async def test_many_conversations_with_many_messages_are_each_answered_once_in_order(
    client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    rasa.reply = lambda body: [{"text": f"re {body['message']}"}]
    shoppers = [await new_shopper(client) for _ in range(6)]
    rasa.lose_answers = 5
    await asyncio.gather(
        *(
            shopper.post({"id": f"{number}", "text": f"{number}"})
            for shopper in shoppers
            for number in range(5)
        )
    )
    for shopper in shoppers:
        history = await until_answered(shopper, 11)
        asked = [message["text"] for message in history if message["from"] == "shopper"]
        answered = [message["text"] for message in history if message["from"] == "bot"]
        assert answered == ["Hello!", *(f"re {text}" for text in asked)]


@pytest.mark.parametrize(
    "settings",
    [Settings(**{**FAST, "backoff_seconds": 60.0, "backoff_limit_seconds": 60.0})],  # type: ignore[arg-type]
)
async def test_what_waits_only_because_rasa_was_away_is_answered_as_soon_as_it_is_back(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.down = True
    for number in range(3):
        await shopper.post({"id": f"{number}", "text": f"{number}"}, wait=False)
    await asyncio.sleep(0.5)
    assert rasa.texts() == []
    rasa.down = False
    await until_answered(shopper, 7)
    assert rasa.texts() == ["0", "1", "2"]


@pytest.mark.parametrize(
    "settings",
    [Settings(**{**FAST, "turn_tries": 3, "notice_seconds": 0.5})],  # type: ignore[arg-type]
)
async def test_with_rasa_away_for_good_a_person_gets_it_after_so_many_tries(
    shopper: Shopper, rasa: FakeRasa
) -> None:
    rasa.down = True
    body = await shopper.say("hi")
    for _ in range(100):
        if body["state"] == "waiting_for_agent":
            break
        await asyncio.sleep(0.05)
        body = (await shopper.post({"id": "m1", "text": "hi"})).json()
    assert (body["state"], body["messages"][-1]["text"]) == ("waiting_for_agent", words("sorry"))


async def test_who_waits_leaves_the_database_alone_and_so_does_who_comes_back(
    shopper: Shopper, gateway: Gateway, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred who wait, and write again once they hear a notice, must not keep it from answering."""
    original, look, looks = gateway.rasa.turn, waiting._look, list[int]()

    async def slow(turn: Any, headers: Any = None) -> Any:
        await asyncio.sleep(2.5)
        return await original(turn, headers)

    async def counted(*arguments: Any) -> Any:
        looks.append(arguments[2])
        return await look(*arguments)

    monkeypatch.setattr(gateway.rasa, "turn", slow)
    monkeypatch.setattr(waiting, "_look", counted)
    answers = await asyncio.gather(*(shopper.post({"id": "m1", "text": "hi"}) for _ in range(4)))
    assert [answer.json()["messages"][0]["text"] for answer in answers] == ["Yes?"] * 4
    by_the_clock = 0 if gateway.database.is_sqlite else 2.5 / gateway.settings.poll_seconds
    assert len(looks) <= 4 * (3 + by_the_clock)


@pytest.mark.parametrize("settings", [Settings(**HASTY)])  # type: ignore[arg-type]
async def test_a_notice_is_not_said_at_once_to_who_asks_again(shopper: Shopper, rasa: FakeRasa) -> None:
    rasa.down = True
    await shopper.say("hello?")
    clock = asyncio.get_running_loop().time
    started = clock()
    again = await shopper.post({"id": "m1", "text": "hello?"})
    assert [message["text"] for message in again.json()["messages"]] == [words("notice")]
    assert clock() - started >= HASTY["notice_seconds"]
