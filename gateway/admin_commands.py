"""What operators do from the command line: erase, export, look at dead letters, make an agent's token."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer

from gateway import desk
from gateway.agents import Agent
from gateway.conversations import require_store
from gateway.erasing import RasaRecordKept, erase_conversations
from gateway.errors import NotFound
from gateway.privacy import NoContact, as_email_or_phone, conversations_of, exported
from gateway.settings import Settings
from gateway.tokens import hashed
from gateway.wiring import Gateway
from shop.evidence import remove_unused
from shop.privacy import forget as forget_buyer
from shop.privacy import personal_data

Contact = Annotated[str, typer.Option(help="The shopper's e-mail, or phone with country code.")]
KeepOrders = Annotated[
    bool, typer.Option("--keep-orders", help="Leave orders and cases, with the files that cases rest on.")
]
StoreOption = Annotated[str, typer.Option(help="The store's slug.")]
AgentStores = Annotated[
    list[str], typer.Option("--store", help="A store that is theirs, or *; give it again for each.")
]
OPERATOR = Agent("operator", stores=None)


def add_commands(
    app: typer.Typer, configured: Callable[[], Settings], built: Callable[[Settings], Gateway]
) -> None:
    """Add the operators' commands; `configured` reads the settings, `built` makes a gateway of them."""

    def run(job: Callable[[Gateway], Awaitable[Any]]) -> Any:
        return asyncio.run(_with_gateway(built(configured()), job))

    @app.command()
    def forget(store: StoreOption, contact: Contact, keep_orders: KeepOrders = False) -> None:
        """Erase a shopper: conversations, Rasa's record, files, and the person in orders and cases."""
        typer.echo(json.dumps(run(lambda gateway: _forget(gateway, store, contact, keep_orders))))

    @app.command()
    def export(store: StoreOption, contact: Contact) -> None:
        """Print all that is kept of a shopper, as JSON: orders, cases, conversations."""
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
    def agent_token(name: str, store: AgentStores) -> None:
        """Make a token for an agent: give it to them, and put the other line into AGENT_TOKENS."""
        token = secrets.token_urlsafe(32)
        typer.echo(f"token: {token}")
        entry = {name: {"token": hashed(token), "stores": store}}
        typer.echo(f"AGENT_TOKENS entry: {json.dumps(entry)}")


async def _with_gateway(gateway: Gateway, job: Callable[[Gateway], Awaitable[Any]]) -> Any:
    try:
        return await job(gateway)
    except RasaRecordKept as error:
        typer.echo(f"gateway: {error}; nothing was erased", err=True)
        raise typer.Exit(1) from None
    except NoContact:
        typer.echo("gateway: --contact is neither an e-mail nor a phone", err=True)
        raise typer.Exit(2) from None
    except NotFound as error:
        typer.echo(f"gateway: {error}", err=True)
        raise typer.Exit(1) from None
    finally:
        await gateway.close()


async def _forget(gateway: Gateway, store: str, contact: str, keep_orders: bool) -> dict[str, Any]:
    """Orders last: it is by them that the conversations are found, should this be interrupted."""
    async with gateway.database.session() as session:
        await require_store(session, store)
        conversations = await conversations_of(session, contact, store)
    files = await erase_conversations(gateway, conversations, "forget")
    orders = cases = 0
    if not keep_orders:
        email, phone = as_email_or_phone(contact)
        async with gateway.database.transaction() as session:
            done = await forget_buyer(
                session, store, now=gateway.clock(), who="forget", email=email, phone=phone
            )
        files += await remove_unused(gateway.database, gateway.evidence, done.evidence_keys)
        orders, cases = done.orders, done.cases
    return {
        "conversations": len(conversations),
        "files": files,
        "orders": orders,
        "cases": cases,
        "rasa": "erased" if gateway.settings.tracker_url else "kept: TRACKER_URL is not set",
    }


async def _export(gateway: Gateway, store: str, contact: str) -> dict[str, Any]:
    email, phone = as_email_or_phone(contact)
    async with gateway.database.session() as session:
        await require_store(session, store)
        conversations = await conversations_of(session, contact, store)
        bought = await personal_data(session, store, email, phone)
    return {**bought, "conversations": await exported(gateway, conversations)}


async def _dead_letters(gateway: Gateway) -> list[dict[str, Any]]:
    async with gateway.database.session() as session:
        return await desk.dead_letters(session, OPERATOR)


async def _revive(gateway: Gateway, queue: str, entry: int) -> bool:
    async with gateway.database.transaction() as session:
        return await desk.revive(session, queue, entry, gateway.clock())
