"""The `shop` command."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.exc import DBAPIError

from shop import migrating
from shop.cases import all_cases, case_record
from shop.database import Database
from shop.demo import load_demo
from shop.errors import ShopError
from shop.evidence import EvidenceStore, remove_unused
from shop.exporting import export_orders, order_record
from shop.importing import ImportReport, import_orders
from shop.orders import find_order
from shop.parsing import parse_orders
from shop.privacy import Forgotten, personal_data, sweep
from shop.privacy import forget as forget_buyer
from shop.settings import ShopSettings
from shop.text import case_lines, order_lines

app = typer.Typer(no_args_is_help=True, help="Orders and after-sales cases.", pretty_exceptions_enable=False)

AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]
Result = TypeVar("Result")
StoreName = Annotated[str, typer.Option("--store", help="The store's slug.")]
EmailOption = Annotated[str | None, typer.Option("--email", help="The buyer's e-mail.")]
PhoneOption = Annotated[str | None, typer.Option("--phone", help="The buyer's phone, with its country.")]
StoreOption = Annotated[str | None, typer.Option("--store", help="Only this store's.")]


@app.command()
def migrate(
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing where nothing had to be done.")] = False,
) -> None:
    """Bring the database to the newest version."""
    applied = migrating.migrate(ShopSettings().database_url)
    if applied:
        typer.echo(f"migrated to {applied[-1]} ({len(applied)} {'step' if len(applied) == 1 else 'steps'})")
    elif not quiet:
        typer.echo("database is up to date")


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(help="Orders as JSON; - reads standard input.", allow_dash=True)],
) -> None:
    """Load or update orders: all of the file or nothing."""

    async def work(database: Database) -> ImportReport:
        records = parse_orders(_read(file))
        async with database.transaction() as session:
            return await import_orders(session, records, datetime.now(UTC))

    _print_report(_run(work))


@app.command()
def demo() -> None:
    """Load the demo orders of every store, with dates relative to now."""

    async def work(database: Database) -> ImportReport:
        async with database.transaction() as session:
            return await load_demo(session, datetime.now(UTC))

    _print_report(_run(work))


@app.command()
def export(store: StoreOption = None) -> None:
    """Write all orders as `shop import` reads them."""

    async def work(database: Database) -> None:
        async with database.session() as session:
            lead = '{"orders": ['
            async for record in export_orders(session, store):
                typer.echo(f"{lead}\n{record.model_dump_json()}", nl=False)
                lead = ","
            typer.echo("\n]}" if lead == "," else lead + "]}")

    _run(work)


@app.command()
def cases(
    as_json: AsJson = False,
    order: Annotated[str | None, typer.Option("--order", help="Only this order's.")] = None,
    store: StoreOption = None,
) -> None:
    """List after-sales cases, oldest first."""

    async def work(database: Database) -> list[dict[str, Any]]:
        async with database.session() as session:
            return [case_record(case) for case in await all_cases(session, store, order)]

    found = _run(work)
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else "\n".join(case_lines(found)))


@app.command()
def order(
    number: str,
    store: StoreName,
    as_json: AsJson = False,
) -> None:
    """Show an order as it stands now."""

    async def work(database: Database) -> dict[str, Any]:
        async with database.session() as session:
            return order_record(await find_order(session, store, number)).model_dump(mode="json")

    found = _run(work)
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else "\n".join(order_lines(found)))


@app.command()
def personal(store: StoreName, email: EmailOption = None, phone: PhoneOption = None) -> None:
    """Show everything kept about a buyer, as JSON."""

    async def work(database: Database) -> dict[str, Any]:
        async with database.session() as session:
            return await personal_data(session, store, email, phone)

    typer.echo(json.dumps(_run(work), indent=2, ensure_ascii=False))


@app.command()
def forget(store: StoreName, email: EmailOption = None, phone: PhoneOption = None) -> None:
    """Remove a buyer's personal data; figures and decisions stay."""

    async def work(database: Database) -> Forgotten:
        now = datetime.now(UTC)
        async with database.transaction() as session:
            done = await forget_buyer(session, store, now=now, who="operator", email=email, phone=phone)
        await remove_unused(database, EvidenceStore(ShopSettings().evidence_url), done.evidence_keys)
        return done

    done = _run(work)
    typer.echo(f"{done.orders} orders, {done.cases} cases, {len(done.evidence_keys)} files forgotten")


@app.command(name="sweep")
def sweep_old(
    days: Annotated[int, typer.Option("--days", min=1, help="Keep what is younger.")] = 30,
) -> None:
    """Delete counted look-ups and stored results that are older than some days."""

    async def work(database: Database) -> int:
        async with database.transaction() as session:
            return await sweep(session, datetime.now(UTC) - timedelta(days=days))

    typer.echo(f"{_run(work)} rows deleted")


def _run(work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Run with a database; what the shop refuses is said on one line, with exit status 1."""

    async def whole() -> Result:
        settings = ShopSettings()
        database = Database(settings.database_url, settings.database_pool_size)
        try:
            return await work(database)
        finally:
            await database.dispose()

    try:
        return asyncio.run(whole())
    except (ShopError, OSError, UnicodeError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    except DBAPIError as error:
        typer.echo(f"error: the database refuses: {error.orig} (shop migrate makes the tables)", err=True)
        raise typer.Exit(1) from error


def _read(file: Path) -> str:
    return typer.get_text_stream("stdin").read() if str(file) == "-" else file.read_text("utf-8")


def _print_report(report: ImportReport) -> None:
    typer.echo(f"{report.added} added, {report.changed} changed, {report.unchanged} unchanged")
    for number in report.kept_cancelled:
        typer.echo(f"{number} stays cancelled: it was cancelled here", err=True)
    for number in report.skipped:
        typer.echo(f"{number} left alone: it came by a real import", err=True)
