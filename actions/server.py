"""Serve the actions to Rasa: `python -m actions.server`."""

import asyncio
from dataclasses import replace
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic

from actions.failures import Failures
from actions.language.likeness import likeness
from actions.registry import all_actions, all_responders
from actions.services import build_services
from actions.settings import ActionSettings
from actions.traces import TracedExecutor, note_parent
from shop.settings import ShopSettings
from telemetry.logs import configure_logs
from telemetry.tracing import Tracing


def build_app(settings: ActionSettings, shop: ShopSettings) -> Any:
    """The Sanic application with every action registered."""
    services = replace(build_services(settings, shop), responders=all_responders(), likeness=likeness)
    likeness(["read the model"], ["before the first shopper comes"])
    tracing = Tracing("actions", settings.otlp_endpoint)
    executor = TracedExecutor(tracing)
    for action in all_actions(services):
        executor.register_action(action)
    app = serve(executor)

    async def close(_app: object, _loop: object) -> None:
        await services.database.dispose()
        await asyncio.to_thread(tracing.close)

    app.register_listener(close, "after_server_stop")
    return app


def serve(executor: ActionExecutor) -> Any:
    """The SDK's application for these actions, with answers of our own to what fails."""
    app = create_app(executor)
    app.error_handler = Failures()
    app.register_middleware(note_parent, "request")
    return app


def main() -> None:
    """Run until stopped; one process, so that ending it ends everything."""
    settings = ActionSettings()
    configure_logs(settings.log_level, settings.log_format)
    app = build_app(settings, ShopSettings())
    app.prepare(
        host=settings.actions_host,
        port=settings.actions_port,
        single_process=True,
        access_log=False,
        motd=False,
    )
    Sanic.serve_single(primary=app)


if __name__ == "__main__":
    main()
