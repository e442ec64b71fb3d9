"""Chores by the clock: files nobody sent, conversations past their keeping."""

from datetime import timedelta

import structlog
from sqlalchemy import delete, exists, select

from gateway.background import repeat_until_stopped
from gateway.erasing import erase_conversations, forget_files, quiet_since
from gateway.models import Upload
from gateway.wiring import Gateway
from shop.evidence import remove_unused
from shop.guessing import forget_old_tries
from shop.models import CaseEvidence, EvidenceFile

EVERY_SECONDS = 600.0
AT_ONCE = 100
TRIES_AT_ONCE = 5_000
log = structlog.get_logger(__name__)


class Housekeeper:
    """One per process; two at once do no harm."""

    def __init__(self, gateway: Gateway) -> None:
        """Nothing runs before `run`."""
        self._gateway = gateway

    async def run(self) -> None:
        """Do the chores now and then until the gateway stops."""
        await repeat_until_stopped(self._gateway, self.tidy, EVERY_SECONDS)

    async def tidy(self) -> tuple[int, int]:
        """Remove orphaned files, old conversations, and tries that count no more.

        Returns how many files and how many conversations.
        """
        await self._forget_old_tries()
        orphans = await self._remove_orphans()
        now, settings = self._gateway.clock(), self._gateway.settings
        before = now - timedelta(days=settings.retention_days)
        with_an_agent_before = now - timedelta(days=settings.agent_retention_days)
        async with self._gateway.database.session() as session:
            old = await quiet_since(session, before, with_an_agent_before, AT_ONCE)
        await erase_conversations(self._gateway, old, "retention")
        strays = await self._remove_strays(f"{self._gateway.dice.randrange(256):02x}")
        if orphans or old or strays:
            log.info("tidied", files=orphans, conversations=len(old), strays=strays)
        return orphans, len(old)

    async def _forget_old_tries(self) -> None:
        """Wrong look-ups: in pieces, so that nobody waits long for the database while there are many.

        Where messages say themselves when they were sent, nothing is old by our clock.
        """
        gone = 0 if self._gateway.settings.replay_times else TRIES_AT_ONCE
        while gone == TRIES_AT_ONCE:
            async with self._gateway.database.transaction() as session:
                gone = await forget_old_tries(session, self._gateway.clock(), TRIES_AT_ONCE)

    async def _remove_strays(self, folder: str) -> int:
        """Bytes that nothing refers to, left by a process that was killed: one folder of 256 each time."""
        before = self._gateway.clock() - timedelta(hours=self._gateway.settings.orphan_hours)
        keys = await self._gateway.evidence.aged(folder, before)
        async with self._gateway.database.session() as session:
            known = set(
                await session.scalars(
                    select(EvidenceFile.key).where(EvidenceFile.key.startswith(f"{folder}/"))
                )
            )
        strays = [key for key in keys if key not in known]
        return await remove_unused(self._gateway.database, self._gateway.evidence, strays[:AT_ONCE])

    async def _remove_orphans(self) -> int:
        before = self._gateway.clock() - timedelta(hours=self._gateway.settings.orphan_hours)
        held = exists().where(CaseEvidence.evidence_id == Upload.id)
        query = select(Upload.id).where(~Upload.attached, Upload.created_at < before, ~held).limit(AT_ONCE)
        async with self._gateway.database.transaction() as session:
            orphans = (await session.scalars(query)).all()
            files = await session.scalars(select(EvidenceFile).where(EvidenceFile.id.in_(orphans)))
            keys = await forget_files(session, files.all())
            await session.execute(delete(Upload).where(Upload.id.in_(orphans)))
        await remove_unused(self._gateway.database, self._gateway.evidence, keys)
        return len(orphans)
