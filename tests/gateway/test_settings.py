"""Every setting is documented, and production does not start with a weak secret."""

import hashlib
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError
from typer.testing import CliRunner

from gateway.access_settings import DEVELOPMENT_SECRET
from gateway.channels.interface import Tools
from gateway.channels.registry import WrongChannel, connect_all
from gateway.cli import app
from gateway.limiting import Limiter
from gateway.settings import Settings
from tests.channels.platforms import Platforms

DOCS = Path(__file__).resolve().parents[2] / "docs" / "gateway.md"
NAMES_OF_SECRETS = ("RASA_TOKEN", "GATEWAY_SECRET", "METRICS_TOKEN")
STRONG = {name: hashlib.sha256(name.encode()).hexdigest() for name in NAMES_OF_SECRETS}
ANOTHER = hashlib.sha256(b"another").hexdigest()


def production(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    """Settings as production reads them, but for what is changed."""
    for name, value in {
        **STRONG,
        "CUSTOMER_TOKEN_KEYS": "{}",
        "ENVIRONMENT": "production",
        **changes,
    }.items():
        monkeypatch.setenv(name, value)
    return Settings()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_described_and_documented(name: str) -> None:
    assert Settings.model_fields[name].description
    assert f"`{name.upper()}`" in DOCS.read_text("utf-8")


def test_every_command_is_documented() -> None:
    text = DOCS.read_text("utf-8")
    for command in app.registered_commands:
        assert command.callback is not None
        name = command.name or command.callback.__name__
        assert f"`gateway {name}" in text


def test_production_starts_with_secrets_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert production(monkeypatch).environment == "production"


@pytest.mark.parametrize("made", [secrets.token_hex, secrets.token_urlsafe])
@pytest.mark.parametrize("count", [24, 32, 64])
def test_production_starts_with_whatever_a_generator_makes(
    monkeypatch: pytest.MonkeyPatch, made: Callable[[int], str], count: int
) -> None:
    for _ in range(20):
        production(monkeypatch, **{name: made(count) for name in NAMES_OF_SECRETS})


@pytest.mark.parametrize("name", STRONG)
@pytest.mark.parametrize(
    "value",
    [
        "a" * 32,
        "a" * 5000,
        "changeme" * 4,
        "changeme-changeme-changeme-changeme-1",
        "0123456789abcdef" * 2,
        "abcdefghijklmnopqrstuvwxyz012345",
        "qwertyuiopasdfghjklzxcvbnmqwertyui",
        "correcthorsebatterystaplecorrecthorse",
        "please-change-me-before-going-live-with-this-shop",
        "this-is-our-production-secret-please-keep",
        "Sup3rS3cretP@ssw0rd!Sup3rS3cretP@ssw0rd!",
        "2026-11-27 2026-11-28 2026-11-29 2026-11-30",
        "0" * 64,
    ],
)
def test_production_refuses_a_secret_that_can_be_guessed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ValidationError, match=name) as refused:
        production(monkeypatch, **{name: value})
    assert value not in str(refused.value)


EQUAL = {
    "two of ours": {"METRICS_TOKEN": STRONG["RASA_TOKEN"]},
    "a store's key": {"CUSTOMER_TOKEN_KEYS": json.dumps({"s": STRONG["GATEWAY_SECRET"]})},
    "a store's old and new key": {"CUSTOMER_TOKEN_KEYS": json.dumps({"s": [ANOTHER, ANOTHER]})},
    "Redis' password": {"REDIS_URL": f"redis://:{STRONG['RASA_TOKEN']}@redis:6379/0"},
    "databases' passwords": {
        "REDIS_URL": f"redis://:{ANOTHER}@redis:6379/0",
        "TRACKER_URL": f"postgresql://rasa:{ANOTHER}@postgres/rasa",
    },
    "a channel's": {"CHANNELS": json.dumps({"telegram": {"s": {"secret": STRONG["METRICS_TOKEN"]}}})},
    "an agent's": {
        "AGENT_TOKENS": json.dumps(
            {"ann": {"token": hashlib.sha256(STRONG["METRICS_TOKEN"].encode()).hexdigest(), "stores": ["*"]}}
        )
    },
}


@pytest.mark.parametrize("equal", EQUAL)
def test_production_refuses_two_secrets_that_are_the_same(
    monkeypatch: pytest.MonkeyPatch, equal: str
) -> None:
    with pytest.raises(ValidationError, match="must not be") as refused:
        production(monkeypatch, **EQUAL[equal])
    for secret in (*STRONG.values(), ANOTHER):
        assert secret not in str(refused.value)


def test_stores_may_share_an_account_of_a_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    account = {"auth_token": ANOTHER}
    production(monkeypatch, CHANNELS=json.dumps({"twilio": {"s": account, "t": account}}))


@pytest.mark.parametrize(
    "proxies",
    [
        "0.0.0.0/0",
        "::/0",
        "0.0.0.0/1",
        "128.0.0.0/1",
        "2000::/3",
        "::/1",
        "0.0.0.0",  # noqa: S104 (nothing listens there)
        "::",
        "224.0.0.0/8",
        "ff00::/16",
    ],
)
def test_production_refuses_to_believe_everybody(monkeypatch: pytest.MonkeyPatch, proxies: str) -> None:
    with pytest.raises(ValidationError, match="TRUSTED_PROXIES"):
        production(monkeypatch, TRUSTED_PROXIES=json.dumps(["10.0.0.1", proxies]))


@pytest.mark.parametrize("proxies", ["nginx", "10.0.0.1/8", "10.0.0.0/33", "10.0.0", "", "*", "10.0.0.1:80"])
def test_a_proxy_that_is_no_address_is_refused_everywhere(proxies: str) -> None:
    with pytest.raises(ValidationError, match="no address or network"):
        Settings(trusted_proxies=[proxies])


def test_proxies_of_a_cluster_and_of_a_delivery_network_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = ["10.0.0.0/8", "192.168.1.7", "172.64.0.0/13", "fd00::/8", "2400:cb00::/32", "::1"]
    assert production(monkeypatch, TRUSTED_PROXIES=json.dumps(usual)).trusted_proxies == usual


def agents(**tokens: str) -> str:
    """AGENT_TOKENS of these agents."""
    return json.dumps({name: {"token": token, "stores": ["*"]} for name, token in tokens.items()})


@pytest.mark.parametrize("token", ["ann's token", "0" * 63, "g" * 64, STRONG["RASA_TOKEN"] + "0", ""])
def test_an_agents_hash_that_is_none_is_refused_everywhere(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("AGENT_TOKENS", agents(ann=token))
    with pytest.raises(ValidationError, match="SHA-256"):
        Settings()


@pytest.mark.parametrize("token", ["0" * 64, "0123456789abcdef" * 4])
def test_production_refuses_a_hash_that_is_of_nothing(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    with pytest.raises(ValidationError, match="AGENT_TOKENS of ann"):
        production(monkeypatch, AGENT_TOKENS=agents(ann=token))


def test_every_agent_has_a_token_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="two agents have the same token"):
        production(monkeypatch, AGENT_TOKENS=agents(ann=ANOTHER, bob=ANOTHER))
    assert len(production(monkeypatch, AGENT_TOKENS=agents(ann=ANOTHER)).agent_tokens) == 1


@pytest.mark.parametrize(("channel", "name"), [("telegram", "secret"), ("whatsapp", "verify_token")])
def test_production_refuses_a_channels_secret_that_can_be_guessed(
    stack_platforms: Platforms, channel: str, name: str
) -> None:
    given = {**stack_platforms.by_name[channel].account(), name: "changeme" * 4}
    account = {channel: {"s": {key: SecretStr(value) for key, value in given.items()}}}
    tools = Tools(lambda: datetime.now(UTC), None)
    assert connect_all(account, tools)
    with pytest.raises(WrongChannel, match=f"{channel}.s.{name} can be guessed"):
        connect_all(account, tools, in_production=True)


@pytest.mark.parametrize("kept", [None, "1000"])
def test_what_agents_have_is_kept_at_least_as_long(monkeypatch: pytest.MonkeyPatch, kept: str | None) -> None:
    monkeypatch.setenv("RETENTION_DAYS", "1000")
    if kept is not None:
        monkeypatch.setenv("AGENT_RETENTION_DAYS", kept)
    assert Settings().agent_retention_days == 1000
    monkeypatch.setenv("AGENT_RETENTION_DAYS", "999")
    with pytest.raises(ValidationError, match="AGENT_RETENTION_DAYS"):
        Settings()


@pytest.mark.parametrize("name", STRONG)
@pytest.mark.parametrize("value", ["", DEVELOPMENT_SECRET, "short"])
def test_production_refuses_a_missing_default_or_short_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    with pytest.raises(ValidationError, match=name):
        production(monkeypatch, **{name: value})


def test_the_command_says_what_is_wrong_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("CUSTOMER_TOKEN_KEYS", "{}")
    result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 2
    assert "RASA_TOKEN" in result.output


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert "c" * 32 not in repr(Settings(customer_token_key="c" * 32))  # type: ignore[arg-type]


def test_a_limit_that_cannot_be_read_stops_the_start() -> None:
    with pytest.raises(ValueError, match="couldn't parse"):
        Limiter(Settings(limits={"messages": "many"}))


def test_production_lets_nobody_choose_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="REPLAY_TIMES"):
        production(monkeypatch, REPLAY_TIMES="true")
