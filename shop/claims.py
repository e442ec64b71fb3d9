"""How many units of a line are taken by cases, so that nothing is claimed twice."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.errors import OverClaimed, ShopError
from shop.models import Case, CaseItem, Order
from shop.states import NO_LONGER_CLAIMS

CLAIMING = ("return", "exchange", "refund_without_return", "missing")


@dataclass(frozen=True)
class Claimed:
    """Units of an order line that a case is to cover."""

    sku: str
    quantity: int


@dataclass(frozen=True)
class Taken:
    """Units of a line that cases hold already, and the newest of these cases."""

    quantity: int
    case: str


async def taken_units(session: AsyncSession, order_id: int) -> dict[str, Taken]:
    """For each sku of the order that cases hold units of: how many, and by which case."""
    chosen = (
        select(CaseItem.sku, CaseItem.quantity, Case.number)
        .join(Case, CaseItem.case_id == Case.id)
        .where(Case.order_id == order_id, Case.kind.in_(CLAIMING), Case.state.not_in(NO_LONGER_CLAIMS))
        .order_by(Case.created_at, Case.id)
    )
    taken: dict[str, Taken] = {}
    for sku, quantity, number in await session.execute(chosen):
        before = taken[sku].quantity if sku in taken else 0
        taken[sku] = Taken(before + quantity, number)
    return taken


async def take_all(session: AsyncSession, order: Order) -> list[Claimed]:
    """Every unit of the order that no case holds; `OverClaimed` if there is none."""
    taken = await taken_units(session, order.id)
    left = [Claimed(item.sku, item.quantity - _held(taken, item.sku)) for item in order.items]
    wanted = [claim for claim in left if claim.quantity > 0]
    if not wanted and order.items:
        first = order.items[0]
        raise OverClaimed(first.sku, first.quantity, _held(taken, first.sku), taken[first.sku].case)
    return wanted


async def check_claims(session: AsyncSession, order: Order, wanted: Sequence[Claimed]) -> None:
    """Raise unless each line exists, is named once, and has the wanted units left."""
    taken = await taken_units(session, order.id)
    ordered = {item.sku: item.quantity for item in order.items}
    if len({claim.sku for claim in wanted}) != len(wanted):
        raise ShopError("a line is claimed twice in one case")
    for claim in wanted:
        if claim.sku not in ordered:
            raise ShopError(f"order {order.number} has no line {claim.sku}")
        if claim.quantity < 1:
            raise ShopError(f"{claim.sku}: {claim.quantity} units cannot be claimed")
        held = taken.get(claim.sku)
        if claim.quantity + _held(taken, claim.sku) > ordered[claim.sku]:
            raise OverClaimed(
                claim.sku, ordered[claim.sku], held.quantity if held else 0, held.case if held else None
            )


def _held(taken: dict[str, Taken], sku: str) -> int:
    return taken[sku].quantity if sku in taken else 0
