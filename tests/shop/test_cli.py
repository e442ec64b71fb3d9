"""The `shop` command, as a person or a script uses it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shop.cli import app
from tests.shop.records import order_data, pending_data


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/var/shop.db")
    runner = CliRunner()
    assert runner.invoke(app, ["migrate"]).exit_code == 0
    return runner


def test_migrating_tells_what_was_done_and_quietly_only_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.db")
    runner, quiet = CliRunner(), ["migrate", "--quiet"]
    assert runner.invoke(app, quiet).output.startswith("migrated to ")
    assert runner.invoke(app, quiet).output == ""
    assert runner.invoke(app, ["migrate"]).output == "database is up to date\n"


def write(tmp_path: Path, *records: object) -> str:
    file = tmp_path / "orders.json"
    file.write_text(json.dumps({"orders": records}))
    return str(file)


def test_a_file_goes_in_and_comes_out_the_same(shop: CliRunner, tmp_path: Path) -> None:
    file = write(tmp_path, order_data(), pending_data(store="beta"))
    assert shop.invoke(app, ["import", file]).output == "2 added, 0 changed, 0 unchanged\n"
    exported = shop.invoke(app, ["export"]).output
    assert json.loads(exported) == {"orders": [order_data(), pending_data(store="beta")]}
    assert (
        json.loads(shop.invoke(app, ["export", "--store", "beta"]).output)["orders"][0]["number"] == "KM-1002"
    )
    again = shop.invoke(app, ["import", "-"], input=exported)
    assert again.output == "0 added, 0 changed, 2 unchanged\n"


def test_a_bad_record_names_itself_and_nothing_is_loaded(shop: CliRunner, tmp_path: Path) -> None:
    result = shop.invoke(app, ["import", write(tmp_path, order_data(), pending_data(currency="x"))])
    assert result.exit_code == 1
    assert result.output == "error: orders[1] (KM-1002): currency: String should match pattern '^[A-Z]{3}$'\n"
    assert json.loads(shop.invoke(app, ["export"]).output) == {"orders": []}


@pytest.mark.parametrize("content", [b"\xff\xfe", b"{"])
def test_an_unreadable_file_is_an_error_not_a_crash(shop: CliRunner, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.json").write_bytes(content)
    for file in ("x.json", "missing.json"):
        result = shop.invoke(app, ["import", str(tmp_path / file)])
        assert (result.exit_code, result.output.startswith("error: ")) == (1, True)


def test_an_order_is_shown_as_it_stands(shop: CliRunner, tmp_path: Path) -> None:
    shop.invoke(app, ["import", write(tmp_path, order_data())])
    as_json = shop.invoke(app, ["order", "KM-1001", "--store", "alpha", "--json"]).output
    assert json.loads(as_json) == order_data()
    assert "2 × Blue kettle" in shop.invoke(app, ["order", "KM-1001", "--store", "alpha"]).output
    missing = shop.invoke(app, ["order", "KM-9", "--store", "alpha"])
    assert (missing.exit_code, missing.output) == (1, "error: no order KM-9\n")


def test_a_database_without_tables_is_an_error_not_a_crash(
    shop: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    result = shop.invoke(app, ["cases"])
    assert result.exit_code == 1
    assert (
        result.output == "error: the database refuses: no such table: cases (shop migrate makes the tables)\n"
    )


def test_no_cases_are_an_empty_list(shop: CliRunner) -> None:
    assert json.loads(shop.invoke(app, ["cases", "--json"]).output) == []
    assert json.loads(shop.invoke(app, ["cases", "--json", "--order", "X", "--store", "y"]).output) == []


def test_demo_orders_can_be_loaded_again_and_again(shop: CliRunner) -> None:
    assert shop.invoke(app, ["demo"]).exit_code == 0
    before = len(json.loads(shop.invoke(app, ["export"]).output)["orders"])
    assert shop.invoke(app, ["demo"]).exit_code == 0
    assert len(json.loads(shop.invoke(app, ["export"]).output)["orders"]) == before > 40
