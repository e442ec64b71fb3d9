"""Pushes the outbox to the channels; channels that are read by pulling need none of it."""

import asyncio
from datetime import timedelta

import structlog

from gateway import outbox
from gateway.hub import WORK, pause
from gateway.outbox import Delivery
from gateway.transcript import shown
from gateway.wiring import Gateway

AT_ONCE = 8
SEND_SECONDS = 20.0
log = structlog.get_logger(__name__)


class Sender:
    """One per process; any number share the outbox."""

    def __init__(self, gateway: Gateway) -> None:
        """Nothing runs before `run`."""
        self._gateway = gateway

    async def run(self) -> None:
        """Deliver until the gateway stops."""
        gateway = self._gateway
        with gateway.hub.listening(WORK) as wake:
            while not gateway.stopping.is_set():
                wake.clear()
                try:
                    busy = await self.deliver_due()
                except Exception:  # the database may be away for a while
                    log.exception("sender_failed")
                    busy = False
                if not busy:
                    await pause(wake, gateway.settings.poll_seconds)

    async def deliver_due(self) -> bool:
        """Push what is due now; True if there was anything."""
        gateway = self._gateway
        async with gateway.database.transaction() as session:
            due = await outbox.claim_deliveries(
                session, gateway.clock(), timedelta(seconds=SEND_SECONDS * 2), AT_ONCE
            )
        await asyncio.gather(*(self._push(delivery) for delivery in due))
        return bool(due)

    async def _push(self, delivery: Delivery) -> None:
        gateway = self._gateway
        error = await self._try(delivery)
        async with gateway.database.transaction() as session:
            if error is None:
                await outbox.sent(session, delivery, gateway.clock())
                dead = False
            else:
                again = gateway.clock() + gateway.backoff(delivery.attempts)
                tries = gateway.settings.delivery_tries
                dead = await outbox.not_sent(session, delivery, error, again, tries)
        outcome = "sent" if error is None else "dead" if dead else "failed"
        gateway.metrics.deliveries.labels(delivery.channel, outcome).inc()
        if error is not None:
            log.warning(
                "delivery_failed", channel=delivery.channel, entry=delivery.entry, kind=error, dead=dead
            )

    async def _try(self, delivery: Delivery) -> str | None:
        channel = self._gateway.channels.get(delivery.channel)
        if channel is None:
            return "no such channel"
        try:
            async with asyncio.timeout(SEND_SECONDS):
                message = shown(delivery.message, self._gateway.link_to_file)
                await channel.deliver(delivery.recipient, message, delivery.key)
        except Exception as error:  # whatever a channel's service does: try again
            return type(error).__name__
        return None
