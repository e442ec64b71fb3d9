"""Every setting is documented, and production does not start with a weak secret."""

from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from gateway.cli import app
from gateway.limiting import NAMES, Limiter
from gateway.settings import DEVELOPMENT_LIMITS, DEVELOPMENT_SECRET, PRODUCTION_LIMITS, Settings

DOCS = Path(__file__).resolve().parents[2] / "docs" / "gateway.md"
STRONG = {
    "RASA_TOKEN": "r" * 32,
    "GATEWAY_SECRET": "g" * 32,
    "METRICS_TOKEN": "m" * 32,
}


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
    for name, value in STRONG.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CUSTOMER_TOKEN_KEYS", "{}")
    monkeypatch.setenv("ENVIRONMENT", "production")
    assert Settings().environment == "production"


@pytest.mark.parametrize("name", STRONG)
@pytest.mark.parametrize("value", [None, "", DEVELOPMENT_SECRET, "short"])
def test_production_refuses_a_missing_default_or_short_secret(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str | None
) -> None:
    for each, strong in {**STRONG, "CUSTOMER_TOKEN_KEYS": "{}"}.items():
        monkeypatch.setenv(each, strong)
    if value is None:
        monkeypatch.delenv(name)
    else:
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ENVIRONMENT", "production")
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_the_command_says_what_is_wrong_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("CUSTOMER_TOKEN_KEYS", "{}")
    result = CliRunner().invoke(app, ["serve"])
    assert result.exit_code == 2
    assert "RASA_TOKEN" in result.output


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    assert "c" * 32 not in repr(Settings(customer_token_key="c" * 32))  # type: ignore[arg-type]


def test_both_environments_name_every_limit() -> None:
    assert set(DEVELOPMENT_LIMITS) == set(PRODUCTION_LIMITS) == set(NAMES)


def test_a_limit_that_cannot_be_read_stops_the_start() -> None:
    with pytest.raises(ValueError, match="couldn't parse"):
        Limiter(Settings(limits={"messages": "many"}))


def test_production_lets_nobody_choose_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        **STRONG,
        "CUSTOMER_TOKEN_KEYS": "{}",
        "ENVIRONMENT": "production",
        "REPLAY_TIMES": "true",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match="REPLAY_TIMES"):
        Settings()
