"""What a conversation left behind, in words and in the database, without the names that differ each time."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from gateway.models import InboxEntry, Message
from shop.cases import case_record, find_case
from shop.models import AuditEntry, Case, IdentityAttempt, Order, Store

CASE = re.compile(r"R-[0-9A-Z]{6}")
DAY = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]+)?(?:[+-]\d\d:\d\d|Z)?|[A-Z][a-z]+ \d{1,2}, \d{4}")
SHOWN = ("from", "text", "buttons", "data")


def plain(value: Any, numbers: Mapping[str, str]) -> Any:
    """The value with the originals' order numbers, one name for every case, and one for every day.

    Somewhere a day always ends while the storm goes on.
    """
    text = json.dumps(value, sort_keys=True)
    for original, copy in numbers.items():
        text = text.replace(copy, original)
    return json.loads(DAY.sub("DAY", CASE.sub("R-CASE", text)))


def said(messages: Sequence[Mapping[str, Any]], numbers: Mapping[str, str]) -> list[Any]:
    """What messages say and show."""
    return [plain({key: message[key] for key in SHOWN}, numbers) for message in messages]


async def effects(
    session: AsyncSession, store: str, conversation: str, numbers: Mapping[str, str]
) -> dict[str, Any]:
    """Everything that the conversation did to its orders: status, cases, audit, counted tries."""
    orders = (Order.number.in_(numbers.values()), Store.slug == store)
    statuses = select(Order.number, Order.status).join(Store, Store.id == Order.store_id).where(*orders)
    cases = (
        select(Case.number)
        .join(Order)
        .join(Store, Store.id == Case.store_id)
        .where(*orders)
        .order_by(Case.id)
    )
    audit = (
        select(AuditEntry.order_number, AuditEntry.who, AuditEntry.what, AuditEntry.facts)
        .where(AuditEntry.order_number.in_(numbers.values()), AuditEntry.store == store)
        .order_by(AuditEntry.id)
    )
    tries = select(func.count()).where(IdentityAttempt.conversation == conversation)
    records = [
        case_record(await find_case(session, store, number)) for number in await session.scalars(cases)
    ]
    assert all(record["conversation"] == conversation for record in records)
    for record in records:
        record.update(conversation=None, evidence=[piece["kind"] for piece in record["evidence"]])
    found = {
        "orders": [tuple(row) for row in await session.execute(statuses)],
        "cases": records,
        "audit": [tuple(row) for row in await session.execute(audit)],
        "wrong tries": await session.scalar(tries),
    }
    named: dict[str, Any] = plain(found, numbers)
    return {**named, "orders": sorted(named["orders"])}  # the copies' numbers are in no order


async def inbox(session: AsyncSession, conversation: str) -> list[tuple[str, str, int]]:
    """Every accepted message in order: its id, its state, and how many messages of the bot answer it."""
    answers = select(func.count()).where(Message.answers == InboxEntry.id, ~Message.notice).scalar_subquery()
    query = (
        select(InboxEntry.external_id, InboxEntry.state, answers)
        .where(InboxEntry.conversation_id == conversation)
        .order_by(InboxEntry.id)
    )
    return [(name, state, count) for name, state, count in await session.execute(query)]
