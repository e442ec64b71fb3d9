"""Reading the demo files."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.importing import ImportReport, import_orders
from shop.models import Case, Order, Store
from shop.parsing import check_orders
from shop.records import OrderRecord

FOLDER = Path(__file__).parent
RELATIVE = re.compile(r"^([+-])(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?$")


def demo_records(now: datetime, folder: Path = FOLDER) -> list[OrderRecord]:
    """All demo orders as of `now`: "-3d2h" in a file is three days and two hours earlier."""
    moment = now.replace(second=0, microsecond=0)
    orders: list[Any] = []
    for file in sorted(folder.glob("*.yaml")):
        orders += yaml.safe_load(file.read_text("utf-8"))["orders"]
    return check_orders({"orders": [_resolve(order, moment) for order in orders]})


async def load_demo(session: AsyncSession, now: datetime, folder: Path = FOLDER) -> ImportReport:
    """Load the demo orders; one that has a case keeps the dates its case was decided on."""
    touched = await _with_cases(session)
    records = [record for record in demo_records(now, folder) if (record.store, record.number) not in touched]
    return await import_orders(session, records, now, origin="demo")


async def _with_cases(session: AsyncSession) -> set[tuple[str, str]]:
    chosen = (
        select(Store.slug, Order.number)
        .join(Order, Order.store_id == Store.id)
        .where(Order.origin == "demo", exists().where(Case.order_id == Order.id))
    )
    return {(slug, number) for slug, number in await session.execute(chosen)}


def _resolve(value: Any, now: datetime) -> Any:
    if isinstance(value, dict):
        return {key: _resolve(part, now) for key, part in value.items()}
    if isinstance(value, list):
        return [_resolve(part, now) for part in value]
    if isinstance(value, str) and len(value) > 2 and (match := RELATIVE.match(value)):
        sign, days, hours, minutes = match.groups(default="0")
        span = timedelta(days=int(days), hours=int(hours), minutes=int(minutes))
        return (now - span if sign == "-" else now + span).isoformat()
    return value
