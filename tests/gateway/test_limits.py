"""No route without a limit, no failed try without being counted, and counting that costs next to nothing."""

import asyncio
import copy
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from hypothesis import given
from hypothesis import strategies as st

from gateway.agents import AgentEntry
from gateway.limiting import Limiter
from gateway.settings import DEVELOPMENT_LIMITS, PRODUCTION_LIMITS, Settings
from gateway.tokens import hashed
from gateway.window_counts import WindowCounts
from gateway.wiring import Gateway
from tests.gateway.conftest import ONLY_SQLITE
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE, new_shopper
from tests.gateway.test_turn_cost import counted

AGENT = "agent-token-" + "x" * 30
PROXIED: dict[str, Any] = {"trusted_proxies": ["127.0.0.1"]}
ANN: dict[str, Any] = {"agent_tokens": {"ann": AgentEntry(token=hashed(AGENT), stores=("*",))}}
SHARED = frozenset({"requests", "failures", "desk_failures"})  # limits that are no route's own
HEALTH = frozenset({"/health/live", "/health/ready", "/api/v1/health/live", "/api/v1/health/ready"})
BESIDE = [("GET", path) for path in ("/health/x", "/webhooks/x", "/webhooks/x/x/x", "/api/v1/health/live/")]
DESCRIPTION = "/api/openapi.json"  # made once, and looks at nothing: counted with all requests only


@pytest.fixture
def clock_stands(gateway: Gateway) -> None:
    """No window ends while a test counts."""
    gateway.limiter = Limiter(gateway.settings, lambda: 1_000_010.0)


STILL = pytest.mark.usefixtures("clock_stands")


def made(limits: dict[str, str], **more: Any) -> Settings:
    """Fast settings with these limits."""
    return Settings(**{**FAST, **more, "limits": limits})


def calls(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Method and path of everything that the application serves; a new kind of route must be taught here."""
    for route in iter_route_contexts(app.routes):
        path = str(route.path)
        for name in ("store", "conversation_id", "upload_id", "name"):
            path = path.replace(f"{{{name}}}", "x")
        assert "{" not in path
        yield from ((method, path) for method in sorted(route.methods or ()))


async def statuses(
    client: httpx.AsyncClient, method: str, path: str, times: int, **headers: str
) -> list[int]:
    """What so many calls are answered with."""
    answers = [await client.request(method, path, headers=headers) for _ in range(times)]
    for each in answers:
        if each.status_code == 429:
            assert int(each.headers["retry-after"]) > 0
            assert method == "HEAD" or each.json()["type"] == "urn:problem:too-many"
    return [each.status_code for each in answers]


def bearing(token: str, address: str = "192.0.2.1") -> dict[str, str]:
    """The headers of a call with that token, from that address."""
    return {"Authorization": f"Bearer {token}", "X-Forwarded-For": address}


@ONLY_SQLITE
@STILL
@pytest.mark.parametrize(
    "settings", [made(dict.fromkeys(set(DEVELOPMENT_LIMITS) - SHARED, "2/minute"), **PROXIED)]
)
async def test_every_route_has_a_limit_of_its_own(app: FastAPI, client: httpx.AsyncClient) -> None:
    routes = [each for each in calls(app) if each[1] not in HEALTH | {DESCRIPTION}]
    assert len(routes) > 20
    for place, (method, path) in enumerate(routes):
        told = await statuses(client, method, path, 3, **{"X-Forwarded-For": f"192.0.2.{place}"})
        assert [each == 429 for each in told] == [False, False, True], (method, path, told)


@ONLY_SQLITE
@STILL
@pytest.mark.parametrize("settings", [made({"requests": "2/minute"}, **PROXIED)])
async def test_all_requests_of_an_address_are_counted_but_health_and_webhooks(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    for place, (method, path) in enumerate(
        [*calls(app), ("GET", "/nothing"), ("PUT", "/api/v1/nothing"), *BESIDE]
    ):
        told = await statuses(client, method, path, 3, **{"X-Forwarded-For": f"192.0.2.{place}"})
        uncounted = path in HEALTH or path == "/webhooks/x/x"
        assert (told[-1] == 429) is not uncounted, (method, path, told)
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    told = await statuses(client, "OPTIONS", "/api/v1/conversations/x/messages", 3, **preflight)
    assert told == [204, 204, 429]


@ONLY_SQLITE
@STILL
@pytest.mark.parametrize(
    "settings", [made({"requests": "2/minute"}, cors_origins={STORE: ["https://shop.example"]})]
)
async def test_what_is_refused_is_not_looked_up_either(client: httpx.AsyncClient, gateway: Gateway) -> None:
    headers = {"Origin": "https://shop.example", "Authorization": "Bearer x"}
    await statuses(client, "GET", "/api/v1/conversations/a/messages", 2, **headers)
    with counted(gateway) as seen:
        for place in range(20):
            path = f"/api/v1/conversations/{place}/messages"
            assert await statuses(client, "GET", path, 1, **headers) == [429]
    assert seen["SELECT"] == 0


@ONLY_SQLITE
@STILL
@pytest.mark.parametrize("settings", [made({"failures": "3/minute"}, **PROXIED)])
async def test_wrong_tokens_of_conversations_are_counted_by_address_and_right_ones_still_taken(
    client: httpx.AsyncClient,
) -> None:
    shopper = await new_shopper(client)
    path = f"/api/v1/conversations/{shopper.id}/messages"
    told = await statuses(client, "GET", path, 1, **bearing("wrong"))
    told += await statuses(client, "POST", path, 1, **bearing("another"))
    told += await statuses(client, "GET", path, 1, **{"X-Forwarded-For": "192.0.2.1"})  # none at all
    assert told == [401, 401, 401]
    assert await statuses(client, "GET", path, 1, **bearing("wrong")) == [429]
    assert await statuses(client, "GET", path, 1, **bearing(shopper.token)) == [200]
    assert await statuses(client, "GET", path, 1, **bearing("wrong", "192.0.2.2")) == [401]


@ONLY_SQLITE
@STILL
@pytest.mark.parametrize("settings", [made({"desk_failures": "3/minute"}, **PROXIED, **ANN)])
async def test_after_wrong_desk_tokens_an_address_must_wait_even_with_a_right_one(
    client: httpx.AsyncClient,
) -> None:
    path = "/api/v1/desk/conversations"
    assert await statuses(client, "GET", path, 1, **bearing(AGENT)) == [200]
    assert await statuses(client, "GET", path, 2, **bearing("wrong")) == [401, 401]
    assert await statuses(client, "GET", path, 1, **{"X-Forwarded-For": "192.0.2.1"}) == [401]
    assert await statuses(client, "POST", f"{path}/x/claim", 1, **bearing("wrong")) == [429]
    assert await statuses(client, "GET", path, 1, **bearing(AGENT)) == [429]
    assert await statuses(client, "GET", path, 1, **bearing(AGENT, "192.0.2.2")) == [200]


@ONLY_SQLITE
@STILL
@pytest.mark.parametrize("settings", [made({"failures": "2/minute"}, metrics_token="m" * 32)])
async def test_wrong_tokens_for_the_metrics_are_counted(client: httpx.AsyncClient) -> None:
    assert await statuses(client, "GET", "/metrics", 3, **bearing("wrong")) == [401, 401, 429]
    assert await statuses(client, "GET", "/metrics", 1, **bearing("m" * 32)) == [200]


@ONLY_SQLITE
async def test_readiness_asks_what_is_behind_once_however_many_ask(
    client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    await asyncio.sleep(0.2)  # what the start asked for is over
    rasa.calls.clear()
    answers = await asyncio.gather(*(client.get("/health/ready") for _ in range(30)))
    assert {each.status_code for each in answers} == {200}
    assert rasa.calls.count("GET /status") == 1


@ONLY_SQLITE
@pytest.mark.parametrize("settings", [Settings(**{**FAST, "poll_seconds": 0.01})])  # nothing is remembered
async def test_a_probe_that_waits_for_the_start_is_no_line_of_the_log_and_one_that_fails_later_is(
    client: httpx.AsyncClient, rasa: FakeRasa
) -> None:
    with structlog.testing.capture_logs() as logged:
        for down in (True, False, True):
            rasa.down = down
            await asyncio.sleep(0.02)
            assert (await client.get("/health/ready")).status_code == (503 if down else 200)
    told = [(each["log_level"], each["status"]) for each in logged if each["event"] == "request"]
    assert told == [("debug", 503), ("debug", 200), ("info", 503)]


def test_production_has_the_same_limits_and_none_is_looser() -> None:
    assert set(PRODUCTION_LIMITS) == set(DEVELOPMENT_LIMITS)
    for name, limit in PRODUCTION_LIMITS.items():
        assert int(limit.split("/")[0]) < int(DEVELOPMENT_LIMITS[name].split("/")[0]), name


@given(st.lists(st.floats(0, 30), min_size=1, max_size=200), st.integers(1, 6))
def test_never_more_than_the_limit_within_a_window_and_free_again_when_told(
    pauses: list[float], most: int
) -> None:
    counts, now, taken = WindowCounts(most, 60), 1_000_000.0, list[float]()
    for pause in pauses:
        now += pause
        if counts.is_free("a", now):
            counts.count("a", now)
            taken.append(now)
        else:
            later = now + counts.seconds_left("a", now) + 0.001
            assert later - now <= 60.001
            assert copy.deepcopy(counts).is_free("a", later)
        aligned = [each for each in taken if each // 60 == now // 60]
        assert len(aligned) <= most
    assert counts.is_free("b", now)


def test_a_limit_never_goes_through_its_keys_and_forgets_them_by_itself() -> None:
    counts = WindowCounts(5, 60)

    class Counting(dict[str, int]):
        """Fails when it is gone through."""

        def __iter__(self) -> Iterator[str]:
            raise AssertionError("gone through")

        keys = values = items = __iter__  # type: ignore[assignment]

    counts._present = Counting({str(place): 1 for place in range(1000)})
    for now in (0.0, 30.0, 61.0, 100.0):
        counts.count("a", now)
        assert counts.is_free("b", now)
    counts.count("a", 200.0)
    assert len(counts._present) == 1
    assert len(counts._before) == 0
