"""The whole exam: how each talk goes when nothing is killed, then many at once while everything is."""

import asyncio
import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import yaml

from shop.database import Database
from tests.chaos.talker import Pace, Talker
from tests.chaos.targets import Target
from tests.chaos.traces import effects, inbox, said
from tests.conversations import orders
from tests.conversations.script import fill

TALKS = Path(__file__).with_name("talks.yml")
PAUSES = (0.3, 4.0)
CLIENT_SECONDS = 60.0
REDELIVERIES = 5
AT_ONCE = 8


@dataclass(frozen=True)
class Plan:
    """How many conversations, how many kills, and what chance is seeded with."""

    conversations: int
    kills: int
    seed: int = 1
    victims: tuple[str, ...] = ()


@dataclass
class Report:
    """What happened, for people."""

    plan: Plan
    seconds: float = 0.0
    killed: Counter[str] = field(default_factory=Counter)
    messages: int = 0
    requests: int = 0
    cases: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Trace:
    """How a talk went: the greeting and the answers by message, its inbox, and its effects."""

    answers: list[Any]
    bot: list[Any]
    inbox: list[tuple[str, str, int]]
    effects: dict[str, Any]


async def run(target: Target, plan: Plan, tell: Callable[[str], None] = lambda _text: None) -> Report:
    """Play the plan against a target that is up; faults are in the report."""
    talks: list[dict[str, Any]] = yaml.safe_load(TALKS.read_text("utf-8"))
    numbered = [
        {**talk, "id": f"{number}"}
        for number, talk in enumerate(
            itertools.islice(itertools.cycle(talks), len(talks) + plan.conversations)
        )
    ]
    numbers = _import(target, numbered)
    dice = random.Random(plan.seed)  # noqa: S311 (reproducible)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
    database = Database(target.database)
    async with httpx.AsyncClient(base_url=target.url, timeout=CLIENT_SECONDS, limits=limits) as http:

        def talker(talk: dict[str, Any], pace: Pace, eager: bool) -> Talker:
            place = int(talk["id"])
            own = random.Random(dice.random())  # noqa: S311
            return Talker(
                http, talk, numbers[talk["id"]], f"10.9.{place // 250}.{place % 250}", own, pace, eager
            )

        calm = [talker(talk, Pace(10_000), eager=False) for talk in numbered[: len(talks)]]
        for each in calm:
            await each.run()
        expected = {each.talk["name"]: await _trace(each, database) for each in calm}
        for each in calm:
            _require_as_scripted(each, expected[each.talk["name"]])
        tell(f"undisturbed: {len(calm)} talks went as scripted")
        pace, report, started = Pace(), Report(plan), time.monotonic()
        shoppers = [talker(talk, pace, eager=True) for talk in numbered[len(talks) :]]
        total = sum(len(each.talk["turns"]) + 1 for each in shoppers)
        talking = asyncio.gather(*(each.run() for each in shoppers))
        nuisance = asyncio.create_task(_kill(target, plan, (pace, total), report, (dice, tell)))
        await asyncio.wait({nuisance, asyncio.ensure_future(talking)}, return_when=asyncio.FIRST_EXCEPTION)
        await nuisance
        await talking
        report.seconds = time.monotonic() - started
        for each in shoppers:
            report.cases.update(case["kind"] for case in expected[each.talk["name"]].effects["cases"])
        for some in (shoppers[at : at + AT_ONCE] for at in range(0, len(shoppers), AT_ONCE)):
            found = await asyncio.gather(
                *(_faults(each, expected[each.talk["name"]], database) for each in some)
            )
            report.faults += itertools.chain.from_iterable(found)
        report.messages = sum(len(each.bodies) for each in shoppers)
        report.requests = sum(each.tries for each in shoppers)
    await database.dispose()
    return report


def _import(target: Target, talks: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    copied, numbers = orders.copies(talks, datetime.now(UTC))
    file = target.folder / "orders.json"
    orders.write(copied, file)
    target.shop("import", str(file))
    return numbers


async def _kill(
    target: Target,
    plan: Plan,
    load: tuple[Pace, int],
    report: Report,
    others: tuple[random.Random, Callable[[str], None]],
) -> None:
    """The nuisance: deal some turns, wait a moment, kill the next part in the middle of them."""
    (pace, total), (dice, tell) = load, others
    portions = [total // (plan.kills + 1)] * plan.kills
    for number, (portion, victim) in enumerate(
        zip(portions, itertools.cycle(plan.victims or target.victims), strict=False), start=1
    ):
        await target.until_up(victim)
        pace.deal(portion)
        await asyncio.sleep(dice.uniform(*PAUSES))
        target.kill(victim)
        report.killed[victim] += 1
        tell(f"kill {number} of {plan.kills}: {victim}")
    pace.deal(total - sum(portions))


async def _trace(talker: Talker, database: Database) -> Trace:
    history = await talker.history()
    async with database.session() as session:
        done = await effects(session, talker.talk["store"], talker.id, talker.numbers)
        accepted = await inbox(session, talker.id)
    bot = [message for message in history if message["from"] != "shopper"]
    return Trace(
        [said(each, talker.numbers) for each in talker.heard], said(bot, talker.numbers), accepted, done
    )


def _require_as_scripted(talker: Talker, trace: Trace) -> None:
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


async def _faults(talker: Talker, expected: Trace, database: Database) -> list[str]:
    """All in which a talk differs from the same talk undisturbed, before and after five more deliveries."""
    first = await _trace(talker, database)
    everything = talker.bodies * REDELIVERIES
    talker.dice.shuffle(everything)
    await asyncio.gather(*(talker.answers(body) for body in everything))
    talker.heard = [await talker.answers(body) for body in talker.bodies]
    again = await _trace(talker, database)
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
