"""Settings, commands and demo orders are documented."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.main import get_command

from shop.cli import app
from shop.demo import demo_records
from shop.settings import ShopSettings

DOCS = Path(__file__).parents[2] / "docs"
SHOP = (DOCS / "shop.md").read_text("utf-8")
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.mark.parametrize("name", sorted(ShopSettings.model_fields))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    assert f"| `{name.upper()}` | `{ShopSettings.model_fields[name].default}` |" in SHOP


@pytest.mark.parametrize("name", sorted(get_command(app).commands))
def test_every_command_is_documented(name: str) -> None:
    assert f"| `shop {name}" in SHOP


@pytest.mark.parametrize("number", sorted(record.number for record in demo_records(NOW)))
def test_every_demo_order_is_documented(number: str) -> None:
    assert f"\n| {number} | " in (DOCS / "demo-orders.md").read_text("utf-8")
