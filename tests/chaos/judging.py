"""Whether a talk went as the same talk goes undisturbed: words, order, database."""

import asyncio
import itertools
import json
from dataclasses import dataclass
from typing import Any

from shop.database import Database
from tests.chaos.talker import Talker
from tests.chaos.traces import effects, inbox, said
from tests.conversations.script import fill

REDELIVERIES = 5


@dataclass(frozen=True)
class Trace:
    """How a talk went: the greeting and the answers by message, its inbox, and its effects."""

    answers: list[Any]
    bot: list[Any]
    inbox: list[tuple[str, str, int]]
    effects: dict[str, Any]


async def trace_of(talker: Talker, database: Database) -> Trace:
    """How a talk has gone so far."""
    history = await talker.history()
    async with database.session() as session:
        done = await effects(session, talker.talk["store"], talker.id, talker.numbers)
        accepted = await inbox(session, talker.id)
    bot = [message for message in history if message["from"] != "shopper"]
    return Trace(
        [said(each, talker.numbers) for each in talker.heard], said(bot, talker.numbers), accepted, done
    )


def require_as_scripted(talker: Talker, trace: Trace) -> None:
    """The calm talk is itself as its author wants it: questions asked, cases opened, statuses."""
    for turn, messages in zip(talker.talk["turns"], talker.heard, strict=True):
        cards = {message["data"]["type"]: message["data"] for message in messages if message["data"]}
        text = "\n".join(message["text"] for message in messages)
        asks = cards.get("question", {}).get("asks")
        assert asks == turn.get("asks"), f"{turn}: asks {asks}: {text}"
        assert all(fill(words, talker.numbers) in text for words in turn.get("has", [])), f"{turn}: {text}"
        decision = cards.get("decision", {}).get("decision", {})
        for expected, found in (
            (turn.get("case", {}), cards.get("case", {})),
            (turn.get("decision", {}), decision),
        ):
            assert expected.items() <= found.items(), f"{turn}: {found}"
    assert talker.state == talker.talk["turns"][-1].get("state", "bot")
    cases = trace.effects["cases"]
    assert len(cases) == len(talker.talk["cases"]), cases
    for case, wanted in zip(cases, talker.talk["cases"], strict=True):
        assert {key: case[key] for key in wanted} == wanted
    assert dict(trace.effects["orders"]).items() >= talker.talk.get("status", {}).items()


async def faults_of(talker: Talker, expected: Trace, database: Database) -> list[str]:
    """All in which a talk differs from the same talk undisturbed, before and after five more deliveries."""
    first = await trace_of(talker, database)
    everything = talker.bodies * REDELIVERIES
    talker.dice.shuffle(everything)
    await asyncio.gather(*(talker.answers(body) for body in everything))
    talker.heard = [await talker.answers(body) for body in talker.bodies]
    again = await trace_of(talker, database)
    history = await talker.history()
    asked = [message["text"] for message in history if message["from"] == "shopper"]
    wanted = [body.get("text", "") for body in talker.bodies]
    faults = [] if asked == wanted else [f"messages {asked}, not {wanted}"]
    for when, trace in (("", first), ("after redelivery: ", again)):
        for part in ("answers", "bot", "inbox", "effects"):
            found, right = getattr(trace, part), getattr(expected, part)
            if found != right:
                faults.append(f"{when}{part}: {_difference(found, right)}")
    places = [[message["seq"] for message in answers] for answers in talker.heard]
    flat = [seq for answers in places for seq in answers]
    if flat != sorted(set(flat)):
        faults.append(f"answers out of order: {places}")
    return [f"{talker.talk['name']} ({talker.id}): {fault}" for fault in faults]


def _difference(found: Any, right: Any) -> str:
    if isinstance(found, dict):
        return "; ".join(
            f"{key}: {_difference(found[key], right[key])}" for key in right if found[key] != right[key]
        )
    if not isinstance(found, list) or not isinstance(right, list):
        return f"{json.dumps(found)[:600]} instead of {json.dumps(right)[:600]}"
    place = next(n for n, (one, other) in enumerate(itertools.zip_longest(found, right)) if one != other)
    return f"at {place}: {json.dumps(found[place:])[:600]} instead of {json.dumps(right[place:])[:600]}"
