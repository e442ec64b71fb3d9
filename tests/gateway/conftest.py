"""A gateway on its own database with a fake Rasa, and a client that talks to it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

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
from tests.servers import Servers

ONLY_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


class Migrated:
    """Databases with all tables: a SQLite file to copy, and one on PostgreSQL to be emptied."""

    def __init__(self, servers: Servers, folder: Path) -> None:
        """Each is made when it is first asked for."""
        self._servers, self._file, self._url = servers, folder / "template.db", ""

    def file(self) -> Path:
        """The SQLite file."""
        if not self._file.exists():
            migrate(f"sqlite:///{self._file}")
        return self._file

    def url(self) -> str:
        """The URL on PostgreSQL."""
        if not self._url:
            name = f"gateway_{uuid4().hex}"  # tests of other folders have one of their own
            self._url = self._servers.postgres(name)
            migrate(self._url)
        return self._url


@pytest.fixture(scope="session")
def migrated(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Migrated:
    """What the tests' databases are made from."""
    return Migrated(servers, tmp_path_factory.mktemp("template"))


@pytest.fixture
def database_url(database_kind: str, migrated: Migrated, tmp_path: Path) -> str:
    """A database with all tables; on PostgreSQL what an earlier test left is still in it."""
    if database_kind == "postgresql":
        return migrated.url()
    return f"sqlite:///{shutil.copy(migrated.file(), tmp_path / 'shop.db')}"


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
        if not built.database.is_sqlite:
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
