"""The append-only record of who did what to which order or case."""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import AuditEntry


def record(  # noqa: PLR0913 - one keyword for each column
    session: AsyncSession,
    *,
    who: str,
    what: str,
    now: datetime,
    store: str | None = None,
    order: str | None = None,
    case: str | None = None,
    facts: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add an entry to this transaction; `facts` hold codes and states, never names, contacts or addresses."""
    entry = AuditEntry(
        at=now, who=who, what=what, store=store, order_number=order, case_number=case, facts=facts or {}
    )
    session.add(entry)
    return entry
