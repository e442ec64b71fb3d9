"""Where a request comes from: told by proxies that are trusted, kept as hashes of networks."""

from typing import Any

import httpx
import pytest
from fastapi import Request

from gateway.settings import Settings
from gateway.tokens import hashed_address, hashed_networks
from gateway.web.clients import client_address
from gateway.wiring import Gateway
from tests.gateway.fakes import FakeRasa
from tests.gateway.shoppers import FAST, STORE

PROXIES = ["10.0.0.0/8", "fd00::/8"]


def request(peer: str, *forwarded: str) -> Request:
    """A request from a peer, with these lines of X-Forwarded-For."""
    headers = [(b"x-forwarded-for", line.encode()) for line in forwarded]
    return Request({"type": "http", "client": (peer, 4711), "headers": headers})


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("198.51.100.7", ["203.0.113.9"], "198.51.100.7"),  # nobody we trust says so
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9:54321"], "203.0.113.9"),
        ("10.0.0.1", ["203.0.113.9:54321, 10.0.0.2:80"], "203.0.113.9"),
        ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("10.0.0.1", ["[2001:db8::1]"], "2001:db8::1"),
        ("10.0.0.1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("10.0.0.1", ['"[2001:db8::1]:443"'], "2001:db8::1"),
        ("10.0.0.1", ["2001:DB8:0:0::1"], "2001:db8::1"),
        ("10.0.0.1", ["fe80::1%eth0"], "fe80::1"),
        ("10.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        ("fd00::1", ["203.0.113.9, ::ffff:10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", [], "10.0.0.1"),
        ("10.0.0.1", ["", " , "], "10.0.0.1"),
        ("10.0.0.1", ["10.0.0.3"], "10.0.0.3"),
    ],
)
def test_the_client_is_the_nearest_address_that_is_no_trusted_proxy(
    peer: str, forwarded: list[str], client: str
) -> None:
    assert client_address(request(peer, *forwarded), PROXIES) == client


def test_a_proxy_is_believed_as_settings_accept_it_blanks_included() -> None:
    assert client_address(request("10.0.0.1", "203.0.113.9"), [" 10.0.0.0/8 "]) == "203.0.113.9"


@pytest.mark.parametrize(
    "nonsense",
    [
        "unknown",
        "_hidden",
        "evil",
        "203.0.113.999",
        "203.0.113.9:99999",
        "203.0.113.9:http",
        "203.0.113.9/32",
        "a@203.0.113.9",
        "[2001:db8::1",
        "2001:db8::1]:443",
        "203.0.113.9?x",
        "x" * 5000,
        "::1::2",
    ],
)
def test_a_hop_that_is_no_address_is_not_believed_nor_what_stands_before_it(nonsense: str) -> None:
    assert client_address(request("10.0.0.1", nonsense), PROXIES) == "10.0.0.1"
    assert client_address(request("10.0.0.1", f"1.1.1.1, {nonsense}, 10.0.0.2"), PROXIES) == "10.0.0.2"
    assert client_address(request("10.0.0.1", f"{nonsense}, 203.0.113.9"), PROXIES) == "203.0.113.9"


def test_a_client_counts_by_its_address_and_by_the_networks_around_it() -> None:
    def shared(one: str, other: str) -> int:
        left, right = hashed_networks(one, "s"), hashed_networks(other, "s")
        return len(set(left) & set(right))

    assert len(hashed_networks("192.0.2.1", "s")) == 2
    assert len(hashed_networks("2001:db8::1", "s")) == 3
    assert shared("192.0.2.1", "192.0.2.200") == 1
    assert shared("192.0.2.1", "192.0.3.1") == 0
    assert shared("2001:db8::1", "2001:db8::2") == 3  # one /64
    assert shared("2001:db8::1", "2001:db8:0:1::1") == 2  # one /56
    assert shared("2001:db8::1", "2001:db8:0:100::1") == 1  # one /48
    assert shared("2001:db8::1", "2001:db8:1::1") == 0
    assert hashed_networks("::ffff:192.0.2.1", "s") == hashed_networks("192.0.2.1", "s")
    assert len(hashed_networks("telegram:4711", "s")) == 1
    assert hashed_networks(None, "s") == []


def test_an_address_is_kept_as_keyed_hashes_only() -> None:
    kept = hashed_networks("192.0.2.1", "s")
    assert hashed_address("192.0.2.1", "s") == kept[0]
    assert not set(kept) & set(hashed_networks("192.0.2.1", "t"))
    assert all(len(each) == 32 and "192" not in each[:3] for each in kept)
    assert hashed_address(None, "s") is None


@pytest.mark.parametrize(
    "settings",
    [Settings(**FAST, trusted_proxies=["127.0.0.0/8"])],  # type: ignore[arg-type]
)
async def test_the_assistant_is_told_the_networks_and_no_address(
    client: httpx.AsyncClient, rasa: FakeRasa, settings: Settings, gateway: Gateway
) -> None:
    url, secret = f"/api/v1/stores/{STORE}/conversations", settings.gateway_secret.get_secret_value()
    await client.post(url, json={}, headers={"X-Forwarded-For": "1.1.1.1, [2001:db8::9]:443, 127.0.0.2"})
    told: dict[str, Any] = rasa.turns[-1]["metadata"]
    assert told["networks"] == hashed_networks("2001:db8::9", secret)
    assert "2001" not in str(told["networks"])
