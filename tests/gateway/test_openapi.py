"""Requests made from the OpenAPI description and from noise: no 5xx, no leak, answers as described."""

import asyncio
import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
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
from tests.gateway.conftest import Migrated
from tests.gateway.fakes import FakeRasa
from tests.gateway.media import mp4, picture, webm
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
SETTINGS = Settings(
    **{
        **FAST,
        "conversation_files": 1000,
        "agent_tokens": {"ann": {"token": hashed(AGENT), "stores": ["*"]}},
        "body_seconds": 2.0,
    }
)  # type: ignore[arg-type]


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

    @property
    def headers(self) -> dict[str, str]:
        """The authorisation of the tester's own conversation."""
        return {"Authorization": f"Bearer {self.own['token']}"}

    def path(self, what: str) -> str:
        """A call on the tester's own conversation."""
        return f"{self.url}/api/v1/conversations/{self.own['id']}/{what}"

    def post(self, what: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        """Post to the tester's own conversation."""
        return httpx.post(self.path(what), headers={**self.headers, **(headers or {})}, timeout=30, **body)


@pytest.fixture(scope="module")
def place(migrated: Migrated, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A served gateway on SQLite."""
    folder = tmp_path_factory.mktemp("openapi")
    shutil.copy(migrated.file(), folder / "shop.db")
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
    response = case.call_and_validate(base_url=place.url, headers=place.headers, checks=CHECKS, timeout=30)
    require_no_leak(place, response.text)


@schema.include(path_regex="/desk/").parametrize()
@unhurried
def test_an_agent_who_sends_anything_meets_no_server_error(case: Case, place: Place) -> None:
    if "conversation_id" in (case.path_parameters or {}):
        case.path_parameters["conversation_id"] = place.own["id"]
    headers = {"Authorization": f"Bearer {AGENT}"}
    case.call_and_validate(base_url=place.url, headers=headers, checks=CHECKS, timeout=30)


noisy = settings(unhurried, max_examples=40)
words = st.text(max_size=300) | st.text(
    st.sampled_from(" /{}\"'<>\\\u0000\u202e\ufeff\U0001f600a1"), max_size=60
)
pieces = st.binary(max_size=400)
REAL = [mp4(), webm(), picture("PNG"), picture()]
files = st.builds(
    lambda real, at, noise: real[:at] + noise + real[at:],
    st.sampled_from([b"", *REAL]),
    st.integers(0, 400),
    pieces | st.just(b""),
)
names = st.sampled_from(["a.jpg", "../../a.svg", 'a".html', "a.php\n", "é" * 300])
kinds = st.sampled_from(["image/jpeg", "image/svg+xml", "text/html", "video/mp4", "nonsense"])


@given(text=words, wait=st.booleans())
@noisy
def test_whatever_is_written_is_taken_or_refused(place: Place, text: str, wait: bool) -> None:
    answer = place.post("messages", json={"id": uuid4().hex, "text": text}, params={"wait": wait})
    assert answer.status_code in {200, 202, 422}
    require_no_leak(place, answer.text)
    history = httpx.get(place.path("messages"), headers=place.headers)
    assert history.status_code == 200
    require_no_leak(place, history.text)


@given(payload=words.map(lambda text: "/" + text) | words.map(lambda text: "/greet" + text))
@noisy
def test_whatever_a_button_sends_is_taken_or_refused(place: Place, payload: str) -> None:
    answer = place.post("messages", json={"id": uuid4().hex, "payload": payload}, params={"wait": True})
    assert answer.status_code in {200, 422}
    require_no_leak(place, answer.text)


@given(content=files, name=names, kind=kinds)
@noisy
def test_whatever_is_uploaded_is_kept_clean_or_refused(
    place: Place, content: bytes, name: str, kind: str
) -> None:
    answer = place.post("uploads", files={"file": (name, content, kind)})
    assert answer.status_code in {201, 409, 413, 415, 422}
    require_no_leak(place, answer.text)
    if answer.status_code == 201:
        sent = place.post("messages", json={"id": uuid4().hex, "attachments": [answer.json()["id"]]})
        assert sent.status_code == 202
        history = httpx.get(place.path("messages"), headers=place.headers).json()["messages"]
        url = next(each for each in reversed(history) if each["attachments"])["attachments"][0]["url"]
        served_file = httpx.get(place.url + url)
        assert served_file.headers["content-type"].split("/")[0] in {"image", "video"}
        assert "sandbox" in served_file.headers["content-security-policy"]


@given(body=pieces, boundary=st.sampled_from(["x", "", "x" * 300, '"']))
@noisy
def test_whatever_calls_itself_a_form_is_refused(place: Place, body: bytes, boundary: str) -> None:
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    answer = place.post("uploads", content=body, headers=headers)
    assert 400 <= answer.status_code < 500
    require_no_leak(place, answer.text)
