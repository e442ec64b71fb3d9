"""A gateway on its own database with a fake Rasa, and a client that talks to it."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from gateway.models import Base
from gateway.settings import Settings
from gateway.web.app import create_app
from gateway.wiring import Gateway, build
from shop.migrating import migrate
from shop.models import Base as ShopBase
from shop.models import Store
from shop.settings import ShopSettings
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE, Shopper, new_shopper

POSTGRES = os.environ.get("TEST_DATABASE_URL", "")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated database: PostgreSQL if TEST_DATABASE_URL is set, otherwise a SQLite file to copy."""
    url = POSTGRES or f"sqlite:///{tmp_path_factory.mktemp('template')}/template.db"
    migrate(url)
    yield url


@pytest.fixture
async def database_url(migrated: str, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database with one store."""
    if not POSTGRES:
        file = tmp_path / "shop.db"
        shutil.copy(migrated.removeprefix("sqlite:///"), file)
        yield f"sqlite:///{file}"
        return
    yield POSTGRES


@pytest.fixture
def rasa() -> FakeRasa:
    """The Rasa that the gateway under test talks to."""
    return FakeRasa()


@pytest.fixture
def settings() -> Settings:
    """Settings with short pauses; no environment."""
    return Settings(**FAST)  # type: ignore[arg-type]


@pytest.fixture
async def gateway(
    settings: Settings, rasa: FakeRasa, database_url: str, tmp_path: Path
) -> AsyncIterator[Gateway]:
    """A wired gateway; its worker does not run."""
    shop_settings = ShopSettings(database_url=database_url, evidence_url=str(tmp_path / "evidence"))
    http = httpx.AsyncClient(transport=rasa.transport(), base_url="http://rasa")
    built = build(settings, shop_settings, http=http)
    async with built.database.transaction() as session:
        if POSTGRES:
            tables = [*Base.metadata.tables, *ShopBase.metadata.tables]
            await session.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
        session.add(Store(slug=STORE))
    yield built
    await built.close()


@pytest.fixture
async def app(gateway: Gateway) -> AsyncIterator[FastAPI]:
    """The application with its worker running."""
    built = create_app(gateway)
    async with built.router.lifespan_context(built):
        yield built


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the application."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as made:
        yield made


@pytest.fixture
async def shopper(client: httpx.AsyncClient) -> Shopper:
    """A shopper who has just opened a conversation."""
    return await new_shopper(client)
