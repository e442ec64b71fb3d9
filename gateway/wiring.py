"""All parts of a running gateway, built from settings in one place."""

import asyncio
import random
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

import httpx
import redis.asyncio as redis
import structlog

from gateway.awaited import Awaited
from gateway.channels.interface import Channel, Tools
from gateway.channels.registry import connect_all
from gateway.errors import TooMany
from gateway.feeds import Bounds, Feeds
from gateway.hub import Hub
from gateway.images.pool import ImagePool
from gateway.inbox import Terms
from gateway.limiting import Limiter
from gateway.links import FileLink
from gateway.metrics import Metrics
from gateway.rasa import Rasa
from gateway.rasa_transport import AiohttpTransport
from gateway.readiness import Readiness
from gateway.recent import Recent
from gateway.settings import Settings
from gateway.slots import Slots
from gateway.spool import Spool
from gateway.storage import QueuedDatabase
from shop.database import Database
from shop.evidence import EvidenceStore, Stored
from shop.settings import ShopSettings
from telemetry.tracing import Tracing

log = structlog.get_logger(__name__)
Clock = Callable[[], datetime]
REDIS_SECONDS = 2.0
READY_SECONDS = 1.0


@dataclass
class Gateway:
    """What every part of the gateway works with; `stopping` is set when the process is to end."""

    settings: Settings
    shop_settings: ShopSettings
    database: Database
    rasa: Rasa
    hub: Hub
    clock: Clock
    new_id: Callable[[], str]
    dice: random.Random
    owner: str
    evidence: EvidenceStore
    images: ImagePool
    spool: Spool
    metrics: Metrics
    tracing: Tracing
    limiter: Limiter
    slots: Slots
    feeds: Feeds
    readiness: Readiness
    awaited: Awaited = field(default_factory=Awaited)
    recent: Recent = field(default_factory=Recent)
    redis: "redis.Redis | None" = None
    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    http: httpx.AsyncClient | None = None
    token_holders: dict[str, str] = field(default_factory=dict)
    background: set["asyncio.Future[None]"] = field(default_factory=set)
    _putting: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def terms(self) -> Terms:
        """The inbox's terms as set."""
        return Terms(
            owner=self.owner,
            lease=timedelta(seconds=self.settings.lease_seconds),
            notice=timedelta(seconds=self.settings.notice_seconds),
            turn_tries=self.settings.turn_tries,
        )

    def backoff(self, attempts: int) -> timedelta:
        """How long to leave what failed so often: doubling, limited, never in step with others."""
        first, most = self.settings.backoff_seconds, self.settings.backoff_limit_seconds
        return timedelta(seconds=min(most, first * 2 ** min(attempts - 1, 20)) * self.dice.uniform(0.5, 1.0))

    def link_to_file(self, upload: str, agent: str = "") -> str:
        """A link to a file that works for a short while from now on; an agent's looking is audited."""
        expires = self.clock() + timedelta(seconds=self.settings.link_seconds)
        link = FileLink(upload, int(expires.timestamp()), agent)
        return link.address(self.settings.gateway_secret.get_secret_value())

    @property
    def follow_seconds(self) -> float:
        """How often streams look unasked: only PostgreSQL without Redis has changes nobody tells of."""
        told = self.redis is not None or self.database.is_sqlite
        return max(self.settings.poll_seconds, 5.0) if told else self.settings.poll_seconds

    def stop(self) -> None:
        """Begin to stop: whoever waits or follows ends now."""
        self.stopping.set()
        self.hub.wake_all()
        self.feeds.wake_all()

    async def count(self, name: str, who: str | None) -> None:
        """Count one against a limit; TooMany when it is reached."""
        try:
            await self.limiter.count(name, who)
        except TooMany:
            self.metrics.limited.labels(name).inc()
            raise

    async def require_left(self, name: str, who: str | None) -> None:
        """TooMany when a limit is reached already; nothing is counted."""
        try:
            await self.limiter.require_left(name, who)
        except TooMany:
            self.metrics.limited.labels(name).inc()
            raise

    async def put_evidence(self, content: BinaryIO) -> Stored:
        """Store a file's bytes: one at a time, since fsspec's transactions are shared within a process."""
        async with self._putting:
            return await self.evidence.put(content)

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something on which nothing depends, beside everything else."""
        task = asyncio.ensure_future(work)
        self.background.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Future[None]") -> None:
        self.background.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.info("background_failed", error=type(error).__name__)

    async def close(self) -> None:
        """Let go of every connection."""
        for task in self.background:
            task.cancel()
        for channel in self.channels.values():
            await channel.close()
        if self.http is not None:
            await self.http.aclose()
        if self.redis is not None:
            await self.redis.aclose()
        await self.limiter.close()
        await self.database.dispose()
        self.tracing.close()


def build(
    settings: Settings,
    shop_settings: ShopSettings,
    *,
    http: httpx.AsyncClient | None = None,
    clock: Clock = lambda: datetime.now(UTC),
    tick: Callable[[], float] = time.monotonic,
) -> Gateway:
    """A gateway as the settings say; tests give their own Rasa by `http`, and their own time."""
    client = http or httpx.AsyncClient(
        base_url=settings.rasa_url, transport=AiohttpTransport(most=settings.concurrency * 2), trust_env=False
    )
    token = settings.rasa_token.get_secret_value() if settings.rasa_token else None
    store = _redis(settings.redis_url) if settings.redis_url else None
    database = QueuedDatabase(shop_settings.database_url, shop_settings.database_pool_size)
    hub = Hub(store)
    bounds = Bounds(settings.conversation_streams, settings.address_streams, settings.gateway_streams)
    gateway = Gateway(
        settings=settings,
        shop_settings=shop_settings,
        database=database,
        rasa=Rasa(client, tick, token, settings.turn_seconds),
        hub=hub,
        feeds=Feeds(database, hub, bounds, lambda: gateway.follow_seconds),
        clock=clock,
        new_id=lambda: uuid.uuid4().hex,
        dice=random.Random(),  # noqa: S311 (jitter, no secret)
        owner=uuid.uuid4().hex,
        metrics=Metrics(),
        tracing=Tracing("gateway", settings.otlp_endpoint),
        limiter=Limiter(settings),
        slots=Slots(settings.concurrency),
        readiness=Readiness(tick, min(settings.poll_seconds, READY_SECONDS)),
        evidence=EvidenceStore(shop_settings.evidence_url),
        images=ImagePool(settings),
        spool=Spool(settings),
        redis=store,
        http=client,
    )
    tools = Tools(lambda: gateway.clock(), settings.public_url)  # noqa: PLW0108 (the clock may be set later)
    in_production = settings.environment == "production"
    gateway.channels = connect_all(settings.channels, tools, in_production=in_production)
    return gateway


def _redis(url: str) -> "redis.Redis":
    """No time-out for reading, since a subscription waits; whoever calls sets one for everything else."""
    return redis.Redis.from_url(
        url, socket_timeout=None, socket_connect_timeout=REDIS_SECONDS, socket_keepalive=True
    )
