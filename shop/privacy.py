"""One buyer's personal data: shown in full, or forgotten with figures and decisions kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop import audit
from shop.cases import case_record, cases_of
from shop.customers import customers_with
from shop.errors import ShopError
from shop.exporting import LOADED, order_record
from shop.models import (
    CaseEvidence,
    EvidenceFile,
    HandledMessage,
    IdentityAttempt,
    Order,
)
from shop.proofs import forget_proofs


@dataclass(frozen=True)
class Forgotten:
    """What was removed; the bytes under `evidence_keys` are the caller's to delete once this is committed."""

    orders: int
    cases: int
    conversations: Sequence[str]
    evidence_keys: Sequence[str]


async def personal_data(
    session: AsyncSession, store: str, email: str | None = None, phone: str | None = None
) -> dict[str, Any]:
    """Everything kept about the buyer with this contact, JSON-ready."""
    orders = await _orders(session, store, email, phone)
    cases = [case for order in orders for case in await cases_of(session, order.id)]
    return {
        "orders": [order_record(order).model_dump(mode="json") for order in orders],
        "cases": [case_record(case) | {"details": case.details} for case in cases],
    }


async def forget(  # noqa: PLR0913 - all by keyword
    session: AsyncSession,
    store: str,
    *,
    now: datetime,
    who: str,
    email: str | None = None,
    phone: str | None = None,
) -> Forgotten:
    """Remove names, contacts, addresses, tracking numbers, files and answers of a buyer's orders.

    Amounts, dates, states and decisions stay. A later import of the same orders would bring the data back, so
    the store forgets first.
    """
    orders = await _orders(session, store, email, phone)
    cases = [case for order in orders for case in await cases_of(session, order.id)]
    for order in orders:
        _blank_order(order)
    for case in cases:
        case.details = {}
    conversations = sorted({case.conversation for case in cases})
    keys = await forget_conversations(session, conversations)
    for order in orders:
        audit.record(session, who=who, what="buyer forgotten", now=now, store=store, order=order.number)
    await session.flush()
    return Forgotten(len(orders), len(cases), conversations, keys)


async def forget_conversations(session: AsyncSession, conversations: Sequence[str]) -> list[str]:
    """Remove files, stored answers and counted tries of conversations; returns keys now unused."""
    files = list(
        await session.scalars(select(EvidenceFile).where(EvidenceFile.conversation.in_(conversations)))
    )
    ids, keys = [file.id for file in files], {file.key for file in files}
    await session.execute(delete(CaseEvidence).where(CaseEvidence.evidence_id.in_(ids)))
    await session.execute(delete(EvidenceFile).where(EvidenceFile.id.in_(ids)))
    await session.execute(delete(HandledMessage).where(HandledMessage.conversation.in_(conversations)))
    await session.execute(delete(IdentityAttempt).where(IdentityAttempt.conversation.in_(conversations)))
    await forget_proofs(session, conversations)
    used = set(await session.scalars(select(EvidenceFile.key).where(EvidenceFile.key.in_(keys))))
    return sorted(keys - used)


async def sweep(session: AsyncSession, before: datetime) -> int:
    """Delete counted tries and stored results older than a moment; how many rows went."""
    gone = 0
    for table in (IdentityAttempt, HandledMessage):
        done = await session.execute(delete(table).where(table.at < before).returning(table.at))
        gone += len(done.all())
    return gone


async def _orders(session: AsyncSession, store: str, email: str | None, phone: str | None) -> Sequence[Order]:
    buyers = customers_with(store, email, phone)
    if buyers is None:
        raise ShopError("an e-mail or a phone is needed")
    chosen = select(Order).where(Order.customer_id.in_(buyers))
    return (await session.scalars(chosen.order_by(Order.id).options(*LOADED))).all()


def _blank_order(order: Order) -> None:
    buyer = order.customer
    buyer.name = buyer.email = buyer.email_key = buyer.phone = buyer.phone_key = None
    buyer.digest = f"forgotten {buyer.id}"
    order.shipping_address = order.imported_address = None
    for parcel in order.shipments:
        parcel.tracking_number = None
