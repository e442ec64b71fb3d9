"""What Prometheus is told; no label holds anything of a shopper's."""

import re
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.answers import BotTurn
from gateway.models import Conversation, InboxEntry, OutboxEntry

SPACE = "gateway"
FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
FALLBACKS = frozenset({"out_of_scope", "nlu_fallback"})
_CODE = re.compile(r"[a-z][a-z0-9_./]{0,59}")


class Metrics:
    """All measures of one process, in a registry of their own."""

    def __init__(self) -> None:
        """Make the measures."""
        self.registry = CollectorRegistry()
        self.turns = self._counter("turns", "Turns by outcome.", "outcome")
        self.stages = self._times("turn_seconds", "A turn by stage: queue, rasa, store, total.", "stage")
        self.requests = self._times("request_seconds", "HTTP requests.", "method", "route", "status")
        self.intents = self._counter("intents", "Messages by what they were understood as.", "intent")
        self.fallbacks = self._counter("fallbacks", "Messages that were not understood.")
        self.cards = self._counter("cards", "Cards shown, by type.", "type")
        self.asked = self._counter("asked", "Questions put to shoppers, by what they ask.", "asks")
        self.decisions = self._counter("decisions", "Decisions shown.", "outcome", "reason")
        self.handoffs = self._counter("handoffs", "Conversations passed to a person.", "reason")
        self.deliveries = self._counter("deliveries", "Messages pushed.", "channel", "outcome")
        self.unread = self._counter("webhook_parts_unread", "Parts of webhooks set aside.", "channel")
        self.uploads = self._counter("uploads", "Files received.", "kind")
        self.limited = self._counter("limited", "Requests refused by a limit.", "limit")
        self.waiting = self._gauge("queue_waiting", "Messages not yet answered or sent.", "queue")
        self.oldest = self._gauge("queue_oldest_seconds", "Age of the oldest of them.", "queue")
        self.dead = self._gauge("queue_dead", "Messages given up.", "queue")
        self.conversations = self._gauge("conversations", "Conversations by state.", "state")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(name, text, labels, namespace=SPACE, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, namespace=SPACE, registry=self.registry)

    def _times(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(name, text, labels, namespace=SPACE, registry=self.registry, buckets=FAST)

    def saw(self, turn: BotTurn) -> None:
        """Count what a turn understood and showed."""
        if turn.intent is not None:
            self.intents.labels(code(turn.intent)).inc()
            if turn.intent in FALLBACKS:
                self.fallbacks.inc()
        for message in turn.messages:
            card = message.data or {}
            kind = code(card.get("type"))
            if not message.data:
                continue
            self.cards.labels(kind).inc()
            if kind == "question":
                self.asked.labels(code(card.get("asks"))).inc()
            if kind == "decision":
                decision = card.get("decision") or {}
                self.decisions.labels(code(decision.get("outcome")), code(decision.get("reason_code"))).inc()
        if turn.handoff is not None:
            self.handoffs.labels(code(turn.handoff.get("reason"))).inc()

    async def look(self, session: AsyncSession, now: datetime) -> None:
        """Read depth and age of the queues from the database."""
        for name, table, since in (
            ("inbox", InboxEntry, InboxEntry.received_at),
            ("outbox", OutboxEntry, OutboxEntry.not_before),
        ):
            waiting = select(func.count(), func.min(since)).where(table.state == "waiting")
            count, oldest = (await session.execute(waiting)).one()
            dead = await session.scalar(select(func.count()).where(table.state == "dead"))
            self.waiting.labels(name).set(count)
            self.oldest.labels(name).set((now - oldest).total_seconds() if oldest else 0)
            self.dead.labels(name).set(dead or 0)
        by_state = select(Conversation.state, func.count()).group_by(Conversation.state)
        for state, count in (await session.execute(by_state)).all():
            self.conversations.labels(state).set(count)


def code(value: object) -> str:
    """The value if it is a code, such as `over_window`, or `other`: labels say nothing private."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else "other"
