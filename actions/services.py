"""The one place where settings become connections and loaded data."""

import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from actions.dialogue.wording import Wording
from actions.settings import ActionSettings
from policy_kb import Library
from shop.database import Database
from shop.settings import ShopSettings


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """What actions work with; tests build their own.

    `likeness` tells how alike texts and names are in meaning, `responders` answer questions beside an answer.
    """

    database: Database
    library: Library
    wording: Wording
    default_store: str = ""
    clock: Callable[[], datetime] = field(default=_utc_now)
    likeness: Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]]] | None = None
    responders: Sequence[Callable[[Any, Any], Awaitable[str | None]]] = ()


def build_services(settings: ActionSettings, shop: ShopSettings) -> Services:
    """Services as the environment sets them."""
    folders = [Path(name) for name in settings.policy_dirs.split(os.pathsep) if name]
    library = Library.load(folders)
    library.read_all()  # a mistake in a pack shows now, not with the first shopper
    return Services(
        database=Database(shop.database_url, shop.database_pool_size),
        library=library,
        wording=Wording.load(settings.wording_dir),
        default_store=settings.default_store,
    )
