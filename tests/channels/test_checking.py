"""`gateway channels check` finds what is wrong and registers webhooks; every setting is documented."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.channels.registry import WrongChannel, adapter_names, connect_all
from gateway.cli import app
from gateway.settings import Settings
from shop.migrating import migrate
from tests.channels.platforms import PUBLIC_URL, Platforms
from tests.gateway.shoppers import STORE

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "channels.md").read_text("utf-8")
ADAPTERS = ("telegram", "twilio", "whatsapp")


@pytest.fixture
def environment(platforms: Platforms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Platforms:
    """The settings of a gateway whose store is there."""
    for platform in platforms.all:
        platform.forget()
    url = f"sqlite:///{tmp_path}/shop.db"
    migrate(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("EVIDENCE_URL", str(tmp_path / "evidence"))
    monkeypatch.setenv("PUBLIC_URL", PUBLIC_URL)
    monkeypatch.setenv("CHANNELS", json.dumps(platforms.accounts))
    order = {
        "store": STORE, "number": "T-1", "status": "delivered", "currency": "KES", "shipping_fee": "0.00",
        "placed_at": "2026-01-01T00:00:00Z", "customer": {"name": "A", "email": "a@example.com"},
        "items": [{"sku": "K", "name": "Kettle", "price": "10.00", "quantity": 1}],
    }  # fmt: skip
    file = tmp_path / "orders.json"
    file.write_text(json.dumps({"orders": [order]}), "utf-8")
    from shop.cli import app as shop  # noqa: PLC0415

    assert CliRunner().invoke(shop, ["import", str(file)]).exit_code == 0
    return platforms


def check(*options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(app, ["channels", "check", *options])


def test_webhooks_are_registered_and_then_all_is_well(environment: Platforms) -> None:
    before = check()
    assert before.exit_code == 1
    assert before.output.count("WRONG") == 3
    assert "webhook" in before.output
    after = check("--register")
    assert (after.exit_code, "WRONG" in after.output) == (0, False), after.output
    assert check().exit_code == 0
    assert environment.telegram.webhook["url"] == f"{PUBLIC_URL}/webhooks/telegram/{STORE}"
    assert environment.whatsapp.callback == f"{PUBLIC_URL}/webhooks/whatsapp/{STORE}"
    assert environment.twilio.webhook["callback_url"] == f"{PUBLIC_URL}/webhooks/twilio/{STORE}"


def test_a_wrong_token_a_wrong_name_and_a_platform_that_is_away_are_told(
    environment: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = environment.accounts
    accounts["telegram"][STORE]["username"] = "another_bot"
    accounts["whatsapp"][STORE]["token"] = "EAAwrong-token"
    monkeypatch.setenv("CHANNELS", json.dumps(accounts))
    environment.twilio.down = True
    said = check("--register").output
    assert f"WRONG telegram/{STORE} username: the bot is called store_bot" in said
    assert f"WRONG whatsapp/{STORE} Graph API" in said
    assert f"WRONG twilio/{STORE} account" in said
    assert "EAAwrong-token" not in said


def test_a_store_that_is_none_and_an_address_that_is_no_https_are_told(
    environment: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = {"telegram": {"elsewhere": environment.telegram.account()}}
    monkeypatch.setenv("CHANNELS", json.dumps(accounts))
    monkeypatch.setenv("PUBLIC_URL", "http://localhost:8000")
    said = check().output
    assert "WRONG telegram/elsewhere store" in said
    assert "WRONG telegram/elsewhere PUBLIC_URL" in said


def test_without_any_channel_it_says_which_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHANNELS", raising=False)
    result = check()
    assert result.exit_code == 1
    assert "telegram, twilio, whatsapp" in result.output


@pytest.mark.parametrize(
    ("accounts", "said"),
    [
        ({"fax": {STORE: {}}}, "there is no channel 'fax'"),
        ({"rendering": {STORE: {}}}, "there is no channel 'rendering'"),
        ({"../x": {STORE: {}}}, "there is no channel '../x'"),
        ({"telegram": {STORE: {"token": "1:AAAAAAAAAAAA"}}}, f"telegram.{STORE}.secret: Field required"),
        ({"telegram": {STORE: {"tokn": "1"}}}, "Field required"),
    ],
)
def test_wrong_settings_are_named_without_a_value(
    accounts: dict[str, dict[str, dict[str, str]]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHANNELS", json.dumps(accounts))
    with pytest.raises(WrongChannel, match="CHANNELS"):
        connect_all(Settings().channels, None)  # type: ignore[arg-type]
    result = check()
    assert result.exit_code == 2
    assert said in result.output
    assert "AAAAAAAAAAAA" not in result.output


def test_every_adapter_is_found_by_being_there() -> None:
    assert tuple(sorted(adapter_names())) == ADAPTERS


@pytest.mark.parametrize("name", ADAPTERS)
def test_every_setting_of_a_channel_is_described_and_documented(name: str) -> None:
    from importlib import import_module  # noqa: PLC0415

    section = DOCS.partition(f"`{name}`")[2]
    for setting, field in import_module(f"gateway.channels.{name}").Account.model_fields.items():
        assert field.description
        assert f"| `{setting}` |" in section, f"{name}.{setting}"


def test_importing_an_adapter_opens_no_connection_and_a_gateway_without_channels_imports_none() -> None:
    program = """
import socket, sys
def refuse(*_, **__): raise AssertionError("a connection at import")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
import gateway.cli
assert not {"pywa", "twilio", "telegram"} & set(sys.modules), "imported without being set up"
import gateway.channels.telegram, gateway.channels.whatsapp, gateway.channels.twilio
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_command_is_documented() -> None:
    assert "`gateway channels check`" in DOCS
