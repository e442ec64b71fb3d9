"""The whole exam: how each talk goes when nothing is killed, then many at once while everything is."""

import asyncio
import itertools
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
from tests.chaos.judging import Trace, faults_of, require_as_scripted, trace_of
from tests.chaos.talker import Pace, Talker
from tests.chaos.targets import Target
from tests.conversations import orders

TALKS = Path(__file__).with_name("talks.yml")
PAUSES = (0.3, 4.0)
CLIENT_SECONDS = 60.0
AT_ONCE = 8
ENOUGH = 1_000  # turns that nobody waits for


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


class Storm:
    """One exam of one target that is up."""

    def __init__(self, target: Target, plan: Plan, tell: Callable[[str], None]) -> None:
        """`tell` hears how it goes."""
        self._target, self._tell, self.report = target, tell, Report(plan)
        self._dice = random.Random(plan.seed)  # noqa: S311 (reproducible)
        self._database = Database(target.database)
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=50)
        self._http = httpx.AsyncClient(base_url=target.url, timeout=CLIENT_SECONDS, limits=limits)
        self._talks: list[dict[str, Any]] = yaml.safe_load(TALKS.read_text("utf-8"))
        self._expected: dict[str, Trace] = {}

    async def run(self) -> Report:
        """All of it; what is wrong is in the report."""
        plan, known = self.report.plan, len(self._talks)
        talks = [
            {**talk, "id": str(number)}
            for number, talk in zip(
                range(known + plan.conversations), itertools.cycle(self._talks), strict=False
            )
        ]
        numbers = self._import(talks)
        async with self._http:
            await self._learn([self._talker(talk, numbers, Pace(ENOUGH), False) for talk in talks[:known]])
            pace = Pace()
            shoppers = [self._talker(talk, numbers, pace, True) for talk in talks[known:]]
            await self._rage(shoppers, pace)
            await self._judge(shoppers)
        await self._database.dispose()
        return self.report

    def _import(self, talks: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
        copied, numbers = orders.copies(talks, datetime.now(UTC))
        file = self._target.folder / "orders.json"
        orders.write(copied, file)
        self._target.shop("import", str(file))
        return numbers

    def _talker(
        self, talk: dict[str, Any], numbers: dict[str, dict[str, str]], pace: Pace, eager: bool
    ) -> Talker:
        place, own = int(talk["id"]), random.Random(self._dice.random())  # noqa: S311 (reproducible)
        address = f"10.9.{place % 250}.{place // 250}"
        return Talker(self._http, talk, numbers[talk["id"]], address, own, pace, eager)

    async def _learn(self, calm: list[Talker]) -> None:
        """How each talk goes undisturbed."""
        for each in calm:
            await each.run()
            trace = self._expected[each.talk["name"]] = await trace_of(each, self._database)
            require_as_scripted(each, trace)
        self._tell(f"undisturbed: {len(calm)} talks went as scripted")

    async def _rage(self, shoppers: list[Talker], pace: Pace) -> None:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for each in shoppers:
                group.create_task(each.run())
            group.create_task(self._kill(pace, sum(len(each.talk["turns"]) + 1 for each in shoppers)))
        self.report.seconds = time.monotonic() - began

    async def _kill(self, pace: Pace, total: int) -> None:
        """The nuisance: deal some turns, wait a moment, kill the next part in the middle of them."""
        plan = self.report.plan
        victims = itertools.cycle(plan.victims or self._target.victims)
        portion = total // (plan.kills + 1)
        for number, victim in zip(range(1, plan.kills + 1), victims, strict=False):
            await self._target.until_up(victim)
            pace.deal(portion)
            await asyncio.sleep(self._dice.uniform(*PAUSES))
            self._target.kill(victim)
            self.report.killed[victim] += 1
            self._tell(f"kill {number} of {plan.kills}: {victim}")
        pace.deal(total - portion * plan.kills)

    async def _judge(self, shoppers: list[Talker]) -> None:
        report = self.report
        report.messages = sum(len(each.bodies) for each in shoppers)
        report.requests = sum(each.tries for each in shoppers)
        for each in shoppers:
            report.cases.update(case["kind"] for case in self._expected[each.talk["name"]].effects["cases"])
        for some in (shoppers[at : at + AT_ONCE] for at in range(0, len(shoppers), AT_ONCE)):
            found = await asyncio.gather(
                *(faults_of(each, self._expected[each.talk["name"]], self._database) for each in some)
            )
            report.faults += itertools.chain.from_iterable(found)


async def run(target: Target, plan: Plan, tell: Callable[[str], None] = lambda _text: None) -> Report:
    """Play the plan against a target that is up."""
    return await Storm(target, plan, tell).run()
