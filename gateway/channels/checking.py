"""`gateway channels check`: whether every account is set up as it must be, here and on its platform."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer
from sqlalchemy import select

from gateway.channels.interface import Channel, Check
from gateway.channels.registry import adapter_names
from gateway.settings import Settings
from gateway.wiring import Gateway
from shop.models import Store

CHECK_SECONDS = 60.0
Found = list[tuple[str, str, Check]]


def channel_commands(configured: Callable[[], Settings], built: Callable[[Settings], Gateway]) -> typer.Typer:
    """The `gateway channels` commands; `configured` reads the settings, `built` makes the gateway."""
    app = typer.Typer(no_args_is_help=True, help="WhatsApp, Telegram and what else is set up.")

    @app.callback()
    def main() -> None:
        """WhatsApp, Telegram and what else is set up."""

    @app.command()
    def check(
        register: Annotated[
            bool, typer.Option("--register", help="Also register the webhooks with the platforms.")
        ] = False,
    ) -> None:
        """Look at every account's settings, here and on its platform; exit status 1 if one is wrong."""
        settings = configured()
        if not settings.channels:
            typer.echo(f"no channel is set up: CHANNELS is empty. There are {', '.join(adapter_names())}.")
            raise typer.Exit(1)
        found = asyncio.run(_checked(built(settings), register))
        for name, store, each in found:
            typer.echo(f"{'ok   ' if each.ok else 'WRONG'} {name}/{store} {each.what}{_note(each)}")
        if not all(each.ok for _, _, each in found):
            raise typer.Exit(1)

    return app


def _note(each: Check) -> str:
    return f": {each.say}" if each.say and not each.ok else ""


async def _checked(gateway: Gateway, register: bool) -> Found:
    try:
        return await check_all(gateway, register)
    finally:
        await gateway.close()


async def check_all(gateway: Gateway, register: bool) -> Found:
    """Every account's checks: its store, its address, and what the platform says of it."""
    async with gateway.database.session() as session:
        stores = set((await session.scalars(select(Store.slug))).all())
    found: Found = []
    for (name, store), channel in gateway.channels.items():
        checks = [Check("store", store in stores, "there is no such store"), _address(gateway.settings)]
        found += [(name, store, each) for each in [*checks, *await _platform(channel, register)]]
    return found


def _address(settings: Settings) -> Check:
    url = settings.public_url or ""
    return Check("PUBLIC_URL", url.startswith("https://"), "platforms call by https only: set it")


async def _platform(channel: Channel, register: bool) -> list[Check]:
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            return list(await channel.check(register))
    except Exception as error:  # whatever a channel's service does
        return [
            Check("platform", False, f"{type(error).__name__}: not reachable, or not as it should answer")
        ]
