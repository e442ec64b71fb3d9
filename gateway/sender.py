"""Pushes the outbox to the channels; channels that are read by pulling need none of it."""

import asyncio
from collections import deque
from datetime import datetime, timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from gateway import outbox
from gateway.background import repeat_until_stopped
from gateway.channels.interface import Channel, Trouble, Verdict
from gateway.channels.rendering import Part, shortened
from gateway.hub import WORK
from gateway.models import Conversation
from gateway.outbox import Delivery
from gateway.transcript import shown
from gateway.wiring import Gateway

AT_ONCE = 8
SEND_SECONDS = 20.0
WAIT_LIMIT = timedelta(seconds=60)
TEMPLATE_TEXT = 900
log = structlog.get_logger(__name__)


class Sender:
    """One per process; any number share the outbox."""

    def __init__(self, gateway: Gateway) -> None:
        """Nothing runs before `run`."""
        self._gateway = gateway
        self._recent: dict[tuple[str, str], deque[datetime]] = {}

    async def run(self) -> None:
        """Deliver until the gateway stops."""
        await repeat_until_stopped(self._gateway, self.deliver_due, self._gateway.settings.poll_seconds, WORK)

    async def deliver_due(self) -> bool:
        """Push what is due now, one part of a message each; True if there was anything."""
        gateway = self._gateway
        async with gateway.database.transaction() as session:
            lease = timedelta(seconds=SEND_SECONDS * 2)
            due = await outbox.claim_deliveries(session, gateway.clock(), lease, AT_ONCE)
        await asyncio.gather(*(self._push(delivery) for delivery in due))
        return bool(due)

    async def _push(self, delivery: Delivery) -> None:
        gateway = self._gateway
        channel = gateway.channels.get((delivery.channel, delivery.store))
        if channel is None:
            await self._note(delivery, Trouble(Verdict.RETRY, "no such channel"))
            return
        if self._is_busy(channel):
            async with gateway.database.transaction() as session:
                await outbox.postpone(session, delivery, gateway.clock() + timedelta(seconds=1))
            return
        said = shown(delivery.message, gateway.link_to_file)
        message = {**said, "id": delivery.message.id, "language": delivery.language}
        parts = channel.render(message)
        if delivery.place >= len(parts):
            await self._sent(delivery, channel, None, last=True)
            return
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self._send(delivery, channel, parts)
        except Exception as error:  # whatever a channel's service does: the channel knows what it means
            await self._note(delivery, channel.trouble(error), channel, parts)

    def _is_busy(self, channel: Channel) -> bool:
        """Whether the account has sent as many messages within a second as it may; counts one more if not."""
        now = self._gateway.clock()
        recent = self._recent.setdefault((channel.name, channel.store), deque())
        while recent and now - recent[0] >= timedelta(seconds=1):
            recent.popleft()
        if len(recent) >= channel.per_second:
            return True
        recent.append(now)
        return False

    async def _send(self, delivery: Delivery, channel: Channel, parts: list[Part]) -> None:
        if not self._is_open(delivery, channel):
            await self._out_of_window(delivery, channel, parts, "window")
            return
        external_id = await channel.send(delivery.recipient, parts[delivery.place], delivery.key)
        await self._sent(delivery, channel, external_id, last=delivery.taken + 1 >= len(parts))

    def _is_open(self, delivery: Delivery, channel: Channel) -> bool:
        if channel.window is None or delivery.heard_at is None:
            return True
        return self._gateway.clock() - delivery.heard_at < channel.window

    async def _sent(
        self, delivery: Delivery, channel: Channel, external_id: str | None, *, last: bool
    ) -> None:
        gateway = self._gateway
        async with gateway.database.transaction() as session:
            now = gateway.clock()
            await outbox.sent(session, delivery, external_id, now, last=last)
            if channel.pace and external_id is not None:
                await outbox.leave_alone(session, delivery, now + channel.pace)
        gateway.metrics.deliveries.labels(delivery.channel, "sent" if last else "part").inc()

    async def _out_of_window(self, delivery: Delivery, channel: Channel, parts: list[Part], why: str) -> None:
        """By template if there is one: whole if it fits, else the shopper is asked to write for the rest."""
        text = " ".join(delivery.message.text.split())
        nudged = False
        if channel.template and not delivery.nudged:
            brief = shortened(text, TEMPLATE_TEXT)
            external_id = await channel.send_template(delivery.recipient, brief)
            if len(parts) == 1 and parts[0].style == "text" and brief == text:
                await self._sent(delivery, channel, external_id, last=True)
                return
            nudged = True
        async with self._gateway.database.transaction() as session:
            await outbox.hold(session, delivery, why, nudged=nudged)
        self._gateway.metrics.deliveries.labels(delivery.channel, "held").inc()

    async def _note(
        self,
        delivery: Delivery,
        trouble: Trouble,
        channel: Channel | None = None,
        parts: list[Part] | None = None,
    ) -> None:
        """Do what the failure's kind asks for."""
        gateway = self._gateway
        if trouble.verdict is Verdict.CLOSED and channel is not None:
            try:
                await self._out_of_window(delivery, channel, parts or [], trouble.code)
                return
            except Exception as error:  # the template was not taken either
                trouble = channel.trouble(error)
        async with gateway.database.transaction() as session:
            for_good = await self._failed(session, delivery, trouble)
        outcome = "dead" if for_good else "failed"
        gateway.metrics.deliveries.labels(delivery.channel, outcome).inc()
        about = {"channel": delivery.channel, "store": delivery.store, "entry": delivery.entry}
        log.warning(
            "delivery_failed", kind=trouble.code, verdict=trouble.verdict.value, dead=for_good, **about
        )

    async def _failed(self, session: AsyncSession, delivery: Delivery, trouble: Trouble) -> bool:
        gateway, now = self._gateway, self._gateway.clock()
        settings = gateway.settings
        pause_for = gateway.backoff(delivery.attempts)
        for_good = trouble.verdict in (Verdict.GIVE_UP, Verdict.TELL, Verdict.CLOSED)
        if trouble.verdict is Verdict.RETRY:
            for_good = delivery.attempts >= settings.delivery_tries
        if trouble.verdict is Verdict.WAIT:
            for_good = now - delivery.message.at > timedelta(hours=settings.delivery_hours)
            pause_for = min(WAIT_LIMIT, pause_for * max(1, delivery.attempts // 8))
        if trouble.seconds is not None:
            pause_for = timedelta(seconds=trouble.seconds)
            await outbox.leave_alone(session, delivery, now + pause_for)
        await outbox.not_sent(session, delivery, trouble.code, now + pause_for, for_good=for_good)
        if for_good and trouble.verdict is not Verdict.GIVE_UP:
            conversation = await session.get_one(Conversation, delivery.message.conversation_id)
            outbox.tell_a_person(conversation, now)
        return for_good
