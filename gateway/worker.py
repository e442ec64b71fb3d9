"""The worker: takes conversations with something unanswered and has them answered, one message at a time."""

import asyncio
from dataclasses import replace

import structlog

from gateway import inbox
from gateway.answers import BotTurn
from gateway.awaited import Outcome
from gateway.background import repeat, repeat_until_stopped
from gateway.errors import LeaseLost, RasaError, RasaUnreachable, TurnRefused
from gateway.hub import WORK
from gateway.inbound import Turn
from gateway.notices import give_notices, is_notice_due
from gateway.outages import retry_unreachable
from gateway.refusals import refusal
from gateway.turn_summary import turn_summary
from gateway.wiring import Gateway
from telemetry.tracing import HEADER

log = structlog.get_logger(__name__)
STOP_SECONDS = 8.0


class Worker:
    """One per process; any number of processes share the inbox."""

    def __init__(self, gateway: Gateway) -> None:
        """Nothing runs before `run`."""
        self._gateway = gateway
        self._slots = gateway.slots
        self._wake = asyncio.Event()
        self._is_rasa_missing = True  # until known better: another process may have left messages waiting

    async def run(self) -> None:
        """Work until the gateway stops; a part that fails is logged and goes on."""
        gateway, poll, never = self._gateway, self._gateway.settings.poll_seconds, asyncio.Event()
        renewing = gateway.settings.lease_seconds / 3  # also while the last turns end
        with gateway.hub.listening(WORK) as self._wake:
            self._slots.on_freed = self._wake.set
            chores = [
                asyncio.create_task(repeat_until_stopped(gateway, self._notify, poll)),
                asyncio.create_task(repeat_until_stopped(gateway, self._await_rasa, poll)),
                asyncio.create_task(
                    repeat(self._renew, renewing, wake=never, until=never, dice=gateway.dice)
                ),
            ]
            try:
                await repeat(self._take, poll, wake=self._wake, until=gateway.stopping, dice=gateway.dice)
                self._slots.offer(None)
                await self._slots.close(STOP_SECONDS)  # what does not end in time goes to another worker
            finally:
                self._slots.cancel()
                for task in chores:
                    task.cancel()
                await asyncio.gather(*chores, return_exceptions=True)

    async def _take(self) -> bool:
        """Take up what is due; True if there may be more than fitted in."""
        self._slots.offer(None)
        free, held = self._slots.free, self._slots.held
        if free <= 0:  # who ends wakes us
            return False
        async with self._gateway.database.transaction() as session:
            now, terms = self._gateway.clock(), self._gateway.terms
            turns = await inbox.claim(session, now, terms, free, held)
        for turn in turns:
            self._slots.begin(turn, self._converse)
        if len(turns) == free:
            return True
        self._slots.offer(self._converse)
        return False

    async def _converse(self, first: Turn) -> None:
        conversation, turn = first.conversation, first
        try:
            following: Turn | None = first
            while following is not None:
                turn = following
                following = await self._one(turn)
                if following is not None and self._gateway.stopping.is_set():
                    await self._release(conversation)
                    return
        except LeaseLost:
            log.warning("lease_lost", conversation=conversation, entry=turn.entry)
        except asyncio.CancelledError:
            await self._release(conversation)
            raise
        except Exception:  # the lease ends by itself and another try follows
            log.exception("turn_broken", conversation=conversation, entry=turn.entry)

    async def _one(self, turn: Turn) -> Turn | None:
        gateway, stages = self._gateway, self._gateway.metrics.stages
        started = gateway.clock()
        try:
            said = await self._ask(turn)
        except TurnRefused as error:
            async with gateway.database.session() as session:
                said = await refusal(session, turn, error)
        except RasaError as error:
            await self._failed(turn, error)
            return None
        answered = gateway.clock()
        async with gateway.database.transaction() as session:
            stored = await inbox.answer(session, turn, said, gateway.clock(), gateway.terms)
        if stored.is_for_web:
            outcome = Outcome(stored.messages, stored.state, done=True)
            gateway.awaited.give(turn.conversation, turn.entry, outcome)
        gateway.hub.wake(turn.conversation, *([WORK] if gateway.channels else []))
        done = gateway.clock()
        stages.labels("queue").observe((started - turn.received_at).total_seconds())
        stages.labels("rasa").observe((answered - started).total_seconds())
        stages.labels("store").observe((done - answered).total_seconds())
        total = (done - turn.received_at).total_seconds()
        stages.labels("total").observe(total)
        gateway.metrics.turns.labels(said.refused or "answered").inc()
        gateway.metrics.saw(said)
        summary = {**turn_summary(turn, said), "ms": round(total * 1000)}
        if said.refused:
            log.warning("turn_refused", reason=said.refused, **summary)
        else:
            log.info("turn_answered", **summary)
        return stored.following

    async def _ask(self, turn: Turn) -> BotTurn:
        with self._gateway.tracing.span(
            "turn", turn.trace, entry=turn.entry, attempt=turn.attempts
        ) as parent:
            return await self._gateway.rasa.turn(replace(turn, trace=parent), {HEADER: parent})

    async def _failed(self, turn: Turn, error: RasaError) -> None:
        gateway = self._gateway
        about = {"conversation": turn.conversation, "entry": turn.entry, "kind": error.kind}
        log.warning("turn_failed", error=str(error), **about)
        self._is_rasa_missing |= isinstance(error, RasaUnreachable)
        failure = inbox.Failure(error, gateway.backoff(turn.attempts))
        async with gateway.database.transaction() as session:
            given_up = await inbox.failed(session, turn, failure, gateway.clock(), gateway.terms)
        gateway.metrics.turns.labels(error.kind).inc()
        if given_up:
            gateway.metrics.turns.labels("given_up").inc()
            gateway.metrics.handoffs.labels("not_answered").inc()
            log.error("turn_given_up", **about)
        gateway.hub.wake(turn.conversation, WORK)

    async def _release(self, conversation: str) -> None:
        async with self._gateway.database.transaction() as session:
            await inbox.release(session, conversation, self._gateway.owner)

    async def _renew(self) -> None:
        if held := self._slots.held:
            async with self._gateway.database.transaction() as session:
                await inbox.renew(session, held, self._gateway.clock(), self._gateway.terms)

    async def _notify(self) -> None:
        async with self._gateway.database.session() as session:
            if not await is_notice_due(session, self._gateway.clock()):
                return
        async with self._gateway.database.transaction() as session:
            told = await give_notices(session, self._gateway.clock())
        self._gateway.hub.wake(*told)

    async def _await_rasa(self) -> None:
        """While nobody was there, look often; what waited is tried at once when Rasa is back."""
        if not self._is_rasa_missing or not await self._gateway.rasa.is_ready():
            return
        self._is_rasa_missing = False
        async with self._gateway.database.transaction() as session:
            if await retry_unreachable(session, self._gateway.clock()):
                log.info("rasa_is_back")
        self._gateway.hub.wake(WORK)
