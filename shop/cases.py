"""Opening after-sales cases, exactly once each, and moving them on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from shop import audit
from shop.claims import CLAIMING, Claimed, check_claims, take_all
from shop.effects import apply_opening, undo_cancellation
from shop.errors import AlreadyAsked, NotPermitted, ShopError, StaleOrder, UnknownCase
from shop.evidence import attach
from shop.models import KINDS, Case, CaseEvidence, CaseItem, Item, Order, Store
from shop.numbers import case_number, number_key
from shop.orders import lock_order
from shop.states import NO_LONGER_CLAIMS, OVER, check_transition, first_state

NUMBER_ATTEMPTS = 20


@dataclass(frozen=True)
class OpenedCase:
    """The case, whole; `created` is False when this very request had opened it before."""

    case: Case
    created: bool


async def open_case(  # noqa: PLR0913 - all by keyword, as the table's columns
    session: AsyncSession,
    *,
    key: str,
    order_id: int,
    kind: str,
    conversation: str,
    now: datetime,
    decision: str | None = None,
    seen_status: str | None = None,
    reason: str | None = None,
    resolution: str | None = None,
    items: Sequence[Claimed] = (),
    evidence: Sequence[tuple[str, str]] = (),
    details: dict[str, Any] | None = None,
    who: str = "shopper",
) -> OpenedCase:
    """Open a case and do what it entails, once for each `key` (conversation, message id and action).

    `decision` is `Decision.to_json()`, kept as it is; it settles the first state. If the order's status is no
    longer `seen_status`, the one the decision was made on: `StaleOrder`. `items` empty means all units that
    no case holds; units that others hold raise `OverClaimed`. `cancel` cancels the order, at once if the
    decision is eligible, else when a person approves; `address_change` sets `details["address"]`. `evidence`
    are (file id, evidence kind) of files sent in this conversation.
    """
    if kind not in KINDS:
        raise ShopError(f"no such kind of case: {kind}")
    order = await lock_order(session, order_id)
    earlier = (await session.scalars(_whole().where(Case.key == key))).unique().one_or_none()
    if earlier is not None:
        return OpenedCase(earlier, created=False)
    if seen_status is not None and order.status != seen_status:
        raise StaleOrder(order.number, seen_status, order.status)
    state = first_state(kind, json.loads(decision) if decision else None)
    wanted = await _units(session, order, kind, items)
    case = Case(
        key=key,
        number=await _free_number(session, order),
        store_id=order.store_id,
        order_id=order.id,
        kind=kind,
        reason=reason,
        state=state,
        resolution=resolution,
        decision_json=decision,
        details=details or {},
        conversation=conversation,
        created_at=now,
        updated_at=now,
        items=[_case_item(order, place, claim) for place, claim in enumerate(wanted)],
    )
    apply_opening(order, case, now)
    session.add(case)
    facts = {"state": state, "reason": reason}
    audit.record(session, who=who, what=f"{kind} opened", now=now, facts=facts, **_entry(order, case))
    await session.flush()
    for file_id, evidence_kind in evidence:
        await attach(session, case, file_id, evidence_kind)
    return OpenedCase(await _one(session, _whole().where(Case.id == case.id), case.number), created=True)


async def find_case(session: AsyncSession, store: str, number: str) -> Case:
    """The case by its number, whole."""
    chosen = _whole().join(Case.store).where(Store.slug == store, Case.number == number.strip().upper())
    return await _one(session, chosen, number)


async def cases_of(session: AsyncSession, order_id: int) -> Sequence[Case]:
    """An order's cases, newest first, whole."""
    chosen = _whole().where(Case.order_id == order_id).order_by(Case.created_at.desc(), Case.id.desc())
    return (await session.scalars(chosen)).unique().all()


async def open_cases_of(session: AsyncSession, order_id: int) -> Sequence[Case]:
    """An order's cases that are not over, newest first."""
    return [case for case in await cases_of(session, order_id) if case.state not in OVER]


async def all_cases(
    session: AsyncSession, store: str | None = None, order_number: str | None = None
) -> Sequence[Case]:
    """Cases of every store or of one, of every order or of one, oldest first, whole."""
    chosen = _whole().join(Case.store).join(Case.order).order_by(Case.created_at, Case.id)
    if store is not None:
        chosen = chosen.where(Store.slug == store)
    if order_number is not None:
        chosen = chosen.where(Order.number_key == number_key(order_number))
    return (await session.scalars(chosen)).unique().all()


async def move_case(session: AsyncSession, case: Case, state: str, *, who: str, now: datetime) -> Case:
    """Bring a case into `state`; goods received count as returned, a withdrawn cancellation is undone."""
    order = await lock_order(session, case.order_id)
    await session.refresh(case, ["state"])
    check_transition(case.number, case.state, state)
    if case.state in NO_LONGER_CLAIMS and case.kind in CLAIMING:
        await check_claims(session, order, [Claimed(item.sku, item.quantity) for item in case.items])
    before, case.state, case.updated_at = case.state, state, now
    if case.kind == "cancel":
        apply_opening(order, case, now)
        undo_cancellation(order, case, now)
    if state == "received":
        _count_returns(order.items, case)
    facts = {"from": before, "to": state}
    audit.record(session, who=who, what=f"{case.kind} {state}", now=now, facts=facts, **_entry(order, case))
    await session.flush()
    return case


def case_record(case: Case) -> dict[str, Any]:
    """A case as `shop cases --json` shows it; the case must be whole."""
    return {
        "number": case.number,
        "store": case.store.slug,
        "order": case.order.number,
        "kind": case.kind,
        "items": [{"sku": item.sku, "quantity": item.quantity} for item in case.items],
        "reason": case.reason,
        "state": case.state,
        "resolution": case.resolution,
        "decision": json.loads(case.decision_json) if case.decision_json else None,
        "evidence": [
            {"kind": piece.kind, "sha256": piece.file.sha256, "bytes": piece.file.bytes}
            for piece in case.evidence
        ],
        "conversation": case.conversation,
        "created_at": case.created_at.isoformat(),
    }


async def _units(
    session: AsyncSession, order: Order, kind: str, items: Sequence[Claimed]
) -> Sequence[Claimed]:
    if kind == "address_change":
        return []
    if kind == "cancel":
        await _refuse_second_cancellation(session, order)
        return [Claimed(item.sku, item.quantity) for item in order.items]
    wanted = items or await take_all(session, order)
    await check_claims(session, order, wanted)
    return wanted


async def _refuse_second_cancellation(session: AsyncSession, order: Order) -> None:
    waiting = select(Case.number).where(
        Case.order_id == order.id, Case.kind == "cancel", Case.state.in_(("open", "awaiting_review"))
    )
    if (number := await session.scalar(waiting)) is not None:
        raise AlreadyAsked(number)


def _entry(order: Order, case: Case) -> dict[str, str]:
    """What an audit entry says about every case."""
    return {"store": order.store.slug, "order": order.number, "case": case.number}


def _case_item(order: Order, position: int, claim: Claimed) -> CaseItem:
    name = next(item.name for item in order.items if item.sku == claim.sku)
    return CaseItem(position=position, sku=claim.sku, name=name, quantity=claim.quantity)


def _count_returns(items: Sequence[Item], case: Case) -> None:
    returned = {line.sku for line in case.items}
    for item in items:
        if item.sku in returned:
            item.returned_here = max(item.returned_here, item.times_returned or 0) + 1


async def _free_number(session: AsyncSession, order: Order) -> str:
    """A number that no case of the store has; it follows from the order and how many cases it had before."""
    before = await session.scalar(select(func.count()).where(Case.order_id == order.id))
    for attempt in range(NUMBER_ATTEMPTS):
        number = case_number(f"{order.number}:{before}", attempt)
        taken = select(Case.id).where(Case.store_id == order.store_id, Case.number == number)
        if await session.scalar(taken) is None:
            return number
    raise NotPermitted("no case number is free")


def _whole() -> Select[Case]:
    return select(Case).options(
        joinedload(Case.store),
        joinedload(Case.order),
        selectinload(Case.items),
        selectinload(Case.evidence).joinedload(CaseEvidence.file),
    )


async def _one(session: AsyncSession, chosen: Select[Case], name: str) -> Case:
    case = (await session.scalars(chosen.execution_options(populate_existing=True))).unique().one_or_none()
    if case is None:
        raise UnknownCase(f"no case {name}")
    return case
