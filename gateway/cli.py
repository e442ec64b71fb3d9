"""The `gateway` command."""

import asyncio
import resource
import signal
from collections.abc import Callable
from types import FrameType

import typer
import uvicorn
import uvloop
from pydantic import ValidationError

from gateway.admin_commands import add_commands
from gateway.channels.checking import channel_commands
from gateway.channels.registry import WrongChannel
from gateway.settings import Settings
from gateway.web.app import create_app
from gateway.web.header_timeout import HeaderTimeout, TimedProtocol
from gateway.wiring import Gateway, build
from shop.settings import ShopSettings
from telemetry.logs import configure_logs

STOP_SECONDS = 10
OPEN_FILES = 65_536
app = typer.Typer(no_args_is_help=True, add_completion=False, help="The edge of the after-sales assistant.")


@app.callback()
def main() -> None:
    """The edge of the after-sales assistant."""


def configured() -> Settings:
    """The settings, or exit status 2 with what is wrong with them."""
    try:
        return Settings()
    except ValidationError as error:
        for each in error.errors():
            name = ".".join(str(part) for part in each["loc"]).upper()
            typer.echo(f"gateway: {name + ': ' if name else ''}{each['msg']}", err=True)
        raise typer.Exit(2) from None


def built(settings: Settings) -> Gateway:
    """The gateway, or exit status 2 with what is wrong with a channel."""
    try:
        return build(settings, ShopSettings())
    except WrongChannel as error:
        typer.echo(f"gateway: {error}", err=True)
        raise typer.Exit(2) from None


class Server(uvicorn.Server):
    """A server that ends open event streams and waits as soon as it is told to stop."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        """`on_stop` runs once, at the first signal."""
        super().__init__(config)
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop; a second Ctrl-C stops at once. The exit status is 0: it was asked to."""
        self._on_stop()
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True


add_commands(app, configured, built)
app.add_typer(channel_commands(configured, built), name="channels")


@app.command()
def serve() -> None:
    """Serve the web API and answer messages until SIGINT or SIGTERM."""
    settings = configured()
    configure_logs(settings.log_level, settings.log_format)
    _allow_connections()
    uvloop.run(_serve(settings))


def _allow_connections() -> None:
    """Each stream and request is an open file: as many as the system lets this process have, not the 1,024
    that a shell grants; without a free one nobody new is served at all.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(most, OPEN_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


async def _serve(settings: Settings) -> None:
    gateway = built(settings)
    config = uvicorn.Config(
        HeaderTimeout(create_app(gateway)),
        http=TimedProtocol,
        host=settings.gateway_host,
        port=settings.gateway_port,
        proxy_headers=False,
        server_header=False,
        access_log=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_SECONDS,
        log_config=None,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.call_soon_threadsafe(gateway.stop)

    server = Server(config, stop)
    await server.serve()
    if not server.started:
        raise typer.Exit(1)
