"""A shop's site vouches for its own customers, under its own key, for a time that makes sense."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest

from gateway.access_settings import DEVELOPMENT_SECRET
from gateway.customer_tokens import customer_identity
from gateway.errors import Unauthorised
from gateway.settings import Settings
from gateway.tokens import Identity
from gateway.wiring import Gateway
from shop.models import Store
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE, new_shopper

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLD, NEW, OTHER = (hashlib.sha512(name).hexdigest()[:80] for name in (b"old", b"new", b"other"))
LATER = NOW.timestamp() + 60


def token(key: str = OLD, algorithm: str = "HS256", **claims: Any) -> str:
    """A customer token; claims given as None are left out."""
    full = {"store": STORE, "email": "a@example.com", "exp": LATER, **claims}
    return jwt.encode({name: value for name, value in full.items() if value is not None}, key, algorithm)


def taken(text: str, *keys: str) -> Identity:
    """Whom a token names at the store."""
    return customer_identity(text, store=STORE, keys=keys or (OLD,), now=NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"exp": int(LATER)},
        {"nbf": NOW.timestamp() - 5, "iat": NOW.timestamp() - 5},
        {"nbf": NOW.timestamp() + 20, "iat": int(NOW.timestamp()) + 20},  # their clock is ahead a little
        {"exp": NOW.timestamp() + timedelta(days=3640).total_seconds()},
    ],
)
def test_a_token_names_the_customer(claims: dict[str, Any]) -> None:
    assert taken(token(phone="+254700000001", **claims)) == Identity("a@example.com", "+254700000001")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "x.y.z",
        token(key=OTHER),
        token(key=NEW, algorithm="HS512"),
        token(algorithm="HS512"),
        jwt.encode({"store": STORE, "email": "a@example.com", "exp": LATER}, None, "none"),
        token(store="other"),
        token(email=None),
        token(email=5),
        token(email="  "),
    ],
)
def test_a_token_of_another_key_or_store_is_refused(bad: str) -> None:
    with pytest.raises(Unauthorised):
        taken(bad)


@pytest.mark.parametrize(
    "moments",
    [
        {"exp": None},
        {"exp": NOW.timestamp()},
        {"exp": "soon"},
        {"exp": str(LATER)},
        {"exp": True},
        {"exp": [LATER]},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"exp": 10**400},
        {"exp": int(LATER * 1000)},
        {"exp": NOW.timestamp() + timedelta(days=3660).total_seconds()},
        {"nbf": NOW.timestamp() + 45},
        {"nbf": "now"},
        {"nbf": float("nan")},
        {"nbf": -float("inf")},
        {"nbf": False},
        {"iat": NOW.timestamp() + 3600},
        {"iat": float("nan")},
        {"iat": "yesterday"},
    ],
    ids=str,
)
def test_a_token_without_sane_times_is_refused(moments: dict[str, Any]) -> None:
    with pytest.raises(Unauthorised):
        taken(token(**moments))


def test_two_keys_are_taken_while_one_replaces_the_other() -> None:
    for key in (OLD, NEW):
        assert taken(token(key=key), OLD, NEW).email == "a@example.com"
    with pytest.raises(Unauthorised):
        taken(token(key=OTHER), OLD, NEW)


def test_nobody_is_vouched_for_without_a_key() -> None:
    with pytest.raises(Unauthorised):
        customer_identity(token(), store=STORE, keys=(), now=NOW)


def fresh(key: str, store: str = STORE) -> dict[str, str]:
    """The body of a call that opens a conversation as a known customer, now."""
    exp = datetime.now(UTC) + timedelta(minutes=5)
    return {"customer_token": token(key, store=store, exp=exp)}


async def opened(client: httpx.AsyncClient, store: str, key: str) -> int:
    """The status of opening a conversation at a store with a token signed so."""
    url = f"/api/v1/stores/{store}/conversations"
    return (await client.post(url, json=fresh(key, store))).status_code


async def test_rasa_is_told_who_the_shop_vouches_for(client: httpx.AsyncClient, rasa: FakeRasa) -> None:
    await new_shopper(client, **fresh(DEVELOPMENT_SECRET))
    assert rasa.turns[-1]["metadata"]["identity"] == {"email": "a@example.com", "phone": None}
    response = await client.post(f"/api/v1/stores/{STORE}/conversations", json={"customer_token": "bad"})
    assert response.status_code == 401


@pytest.mark.parametrize(
    "settings",
    [Settings(**FAST, customer_token_keys={STORE: [OLD, NEW], "bookshop": OTHER})],  # type: ignore[arg-type]
)
async def test_a_key_of_one_store_is_worthless_at_another(
    client: httpx.AsyncClient, gateway: Gateway
) -> None:
    async with gateway.database.transaction() as session:
        session.add(Store(slug="bookshop"))
    assert await opened(client, STORE, OLD) == await opened(client, STORE, NEW) == 201
    assert await opened(client, "bookshop", OTHER) == 201
    assert await opened(client, STORE, OTHER) == await opened(client, "bookshop", OLD) == 401
    assert await opened(client, STORE, DEVELOPMENT_SECRET) == 401


def production(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    """Settings as production reads them."""
    names = ("RASA_TOKEN", "GATEWAY_SECRET", "METRICS_TOKEN")
    for name in names:
        monkeypatch.setenv(name, hashlib.sha256(name.encode()).hexdigest())
    for name, value in {"ENVIRONMENT": "production", **changes}.items():
        monkeypatch.setenv(name, value)
    return Settings()


def test_production_has_keys_by_store_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = production(monkeypatch, CUSTOMER_TOKEN_KEYS=json.dumps({STORE: OLD}))
    assert settings.customer_keys(STORE) == [OLD]
    assert settings.customer_keys("bookshop") == []
    assert production(monkeypatch, CUSTOMER_TOKEN_KEYS="{}").customer_keys(STORE) == []


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (None, "must be set"),
        ({STORE: "short"}, "at least 32"),
        ({STORE: DEVELOPMENT_SECRET}, "can be guessed"),
        ({STORE: OLD, "bookshop": [NEW, OLD]}, "another store"),
        ({STORE: []}, "needs a key"),
        ({STORE: [""]}, "needs a key"),
        ({STORE: [OLD, NEW, OTHER]}, "needs a key"),
    ],
)
def test_production_refuses_keys_that_are_missing_weak_or_shared(
    monkeypatch: pytest.MonkeyPatch, keys: dict[str, Any] | None, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        production(monkeypatch, **({} if keys is None else {"CUSTOMER_TOKEN_KEYS": json.dumps(keys)}))


def test_production_refuses_one_key_for_all_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="signs for every store"):
        production(monkeypatch, CUSTOMER_TOKEN_KEYS="{}", CUSTOMER_TOKEN_KEY="c" * 32)
