"""Requests made from the OpenAPI description, well-formed and not: no 5xx, no leak, answers as described."""

import asyncio
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from gateway.settings import Settings
from gateway.tokens import hashed
from gateway.web.app import create_app
from gateway.wiring import Gateway, build
from shop.models import Store
from shop.settings import ShopSettings
from tests.gateway.fakes import FakeRasa
from tests.gateway.serving import served
from tests.gateway.shoppers import FAST, STORE

SECRET_WORDS = "the colour of my front door is aubergine"
AGENT = "agent-token-" + "x" * 30
EXAMPLES = 12
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
SETTINGS = Settings(**{**FAST, "agent_tokens": {"ann": hashed(AGENT)}, "body_seconds": 2.0})  # type: ignore[arg-type]


def made(database: str, evidence: str) -> Gateway:
    """A gateway with a Rasa that answers at once."""
    http = httpx.AsyncClient(transport=FakeRasa().transport(), base_url="http://rasa")
    shop = ShopSettings(database_url=database, evidence_url=evidence)
    return build(SETTINGS, shop, http=http)


DESCRIPTION = create_app(made("sqlite:////nowhere/nothing.db", "/nowhere")).openapi()
schema = schemathesis.openapi.from_dict(DESCRIPTION)
unhurried = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


@dataclass(frozen=True)
class Place:
    """Where the gateway is, and two conversations: the tester's own, and one with a secret in it."""

    url: str
    own: dict[str, Any]
    other: dict[str, Any]


@pytest.fixture(scope="module")
def place(migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A served gateway on SQLite."""
    if not migrated.startswith("sqlite:///"):
        pytest.skip("one database is enough")
    folder = tmp_path_factory.mktemp("openapi")
    shutil.copy(migrated.removeprefix("sqlite:///"), folder / "shop.db")
    asyncio.run(_add_store(f"sqlite:///{folder}/shop.db", folder))
    logging.getLogger("gateway").setLevel(logging.CRITICAL)
    with served(create_app(made(f"sqlite:///{folder}/shop.db", str(folder / "evidence")))) as url:
        own, other = (_opened(url) for _ in range(2))
        path = f"{url}/api/v1/conversations/{other['id']}/messages"
        headers = {"Authorization": f"Bearer {other['token']}"}
        httpx.post(path, json={"id": "s", "text": SECRET_WORDS}, headers=headers).raise_for_status()
        yield Place(url, own, other)


async def _add_store(url: str, folder: Path) -> None:
    gateway = made(url, str(folder))
    async with gateway.database.transaction() as session:
        session.add(Store(slug=STORE))
    await gateway.close()


def _opened(url: str) -> dict[str, Any]:
    opened: dict[str, Any] = httpx.post(f"{url}/api/v1/stores/{STORE}/conversations", json={}).json()
    return opened


def require_no_leak(place: Place, body: str) -> None:
    """Nothing of the other conversation, and nothing of the machine."""
    for secret in (SECRET_WORDS, place.other["token"], place.other["id"], "Traceback", "sqlalchemy"):
        assert secret not in body


@schema.parametrize()
@unhurried
def test_a_stranger_meets_no_server_error_and_no_leak(case: Case, place: Place) -> None:
    response = case.call_and_validate(base_url=place.url, checks=CHECKS, timeout=30)
    require_no_leak(place, response.text)


@schema.exclude(path_regex="/events$").parametrize()
@unhurried
def test_a_shopper_who_sends_anything_meets_no_server_error_and_no_leak(case: Case, place: Place) -> None:
    for name, value in (("conversation_id", place.own["id"]), ("store", STORE)):
        if name in (case.path_parameters or {}):
            case.path_parameters[name] = value
    headers = {"Authorization": f"Bearer {place.own['token']}"}
    response = case.call_and_validate(base_url=place.url, headers=headers, checks=CHECKS, timeout=30)
    require_no_leak(place, response.text)


@schema.include(path_regex="/desk/").parametrize()
@unhurried
def test_an_agent_who_sends_anything_meets_no_server_error(case: Case, place: Place) -> None:
    if "conversation_id" in (case.path_parameters or {}):
        case.path_parameters["conversation_id"] = place.own["id"]
    headers = {"Authorization": f"Bearer {AGENT}"}
    case.call_and_validate(base_url=place.url, headers=headers, checks=CHECKS, timeout=30)
