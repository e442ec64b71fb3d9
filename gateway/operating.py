"""What operators do from the command line: erase, export, look at dead letters, make an agent's token."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from gateway import desk
from gateway.erasing import RasaRecordKept, erase_conversations
from gateway.privacy import conversations_of, exported, orders_exported
from gateway.settings import Settings
from gateway.tokens import hashed
from gateway.wiring import Gateway, build
from shop.settings import ShopSettings

Contact = Annotated[str, typer.Option(help="The shopper's e-mail, or phone with country code.")]
StoreOption = Annotated[str, typer.Option(help="The store's slug.")]


def add_commands(app: typer.Typer, configured: Callable[[], Settings]) -> None:
    """Add the operators' commands; `configured` reads the settings."""

    def run(job: Callable[[Gateway], Awaitable[Any]]) -> Any:
        return asyncio.run(_with_gateway(configured(), job))

    @app.command()
    def forget(store: StoreOption, contact: Contact) -> None:
        """Erase a shopper's conversations, files and Rasa's record; cases and orders stay."""
        typer.echo(json.dumps(run(lambda gateway: _forget(gateway, store, contact))))

    @app.command()
    def export(store: StoreOption, contact: Contact) -> None:
        """Print all that is kept of a shopper's conversations, as JSON."""
        typer.echo(
            json.dumps(run(lambda gateway: _export(gateway, store, contact)), ensure_ascii=False, indent=2)
        )

    @app.command("dead-letters")
    def dead_letters() -> None:
        """List messages that were given up, in and out, as JSON."""
        typer.echo(json.dumps(run(_dead_letters), indent=2))

    @app.command()
    def revive(queue: str, entry: int) -> None:
        """Put a dead letter (inbox or outbox, and its entry) back into its queue."""
        if queue not in desk.QUEUES or not run(lambda gateway: _revive(gateway, queue, entry)):
            typer.echo(f"gateway: no dead letter {entry} in {queue}", err=True)
            raise typer.Exit(1)

    @app.command("agent-token")
    def agent_token(name: str) -> None:
        """Make a token for an agent: give it to them, and put the other line into AGENT_TOKENS."""
        token = secrets.token_urlsafe(32)
        typer.echo(f"token: {token}")
        typer.echo(f"AGENT_TOKENS entry: {json.dumps({name: hashed(token)})}")


async def _with_gateway(settings: Settings, job: Callable[[Gateway], Awaitable[Any]]) -> Any:
    gateway = build(settings, ShopSettings())
    try:
        return await job(gateway)
    except RasaRecordKept as error:
        typer.echo(f"gateway: {error}; nothing was erased", err=True)
        raise typer.Exit(1) from None
    finally:
        await gateway.close()


async def _forget(gateway: Gateway, store: str, contact: str) -> dict[str, Any]:
    async with gateway.database.session() as session:
        conversations = await conversations_of(session, contact, store)
    files = await erase_conversations(gateway, conversations, "forget")
    return {
        "conversations": len(conversations),
        "files": files,
        "rasa": "erased" if gateway.settings.tracker_url else "kept: TRACKER_URL is not set",
    }


async def _export(gateway: Gateway, store: str, contact: str) -> dict[str, Any]:
    async with gateway.database.session() as session:
        conversations = await conversations_of(session, contact, store)
        orders = await orders_exported(session, contact, store)
    return {"orders": orders, "conversations": await exported(gateway, conversations)}


async def _dead_letters(gateway: Gateway) -> list[dict[str, Any]]:
    async with gateway.database.session() as session:
        return await desk.dead_letters(session)


async def _revive(gateway: Gateway, queue: str, entry: int) -> bool:
    async with gateway.database.transaction() as session:
        return await desk.revive(session, queue, entry, gateway.clock())
