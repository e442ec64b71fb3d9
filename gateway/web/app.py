"""The application: routes, error handling, and the worker that lives with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from gateway.channels.files import Fetcher
from gateway.channels.news import Newscaster
from gateway.housekeeping import Housekeeper
from gateway.language import read_model
from gateway.sender import Sender
from gateway.web import chat, demo, desk, events, files, health, measures, webhooks
from gateway.web.middleware import Edge
from gateway.web.problems import add_problem_handlers
from gateway.wiring import Gateway
from gateway.worker import Worker

API = "/api/v1"
EVERYWHERE: dict[int | str, dict[str, Any]] = dict.fromkeys((400, 408, 413, 429, 503), chat.PROBLEM)


def create_app(gateway: Gateway) -> FastAPI:
    """The gateway as an ASGI application; its lifespan runs the worker."""
    app = FastAPI(
        title="After-sales assistant",
        version="1",
        summary="Web chat, files, health and the agents' desk.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.gateway = gateway
    add_problem_handlers(app)
    app.add_middleware(Edge, gateway=gateway)
    most = gateway.settings.body_bytes  # for each router, not the application: its refusal must pass Edge too
    for router in (
        chat.router,
        events.router,
        files.router,
        desk.router,
        health.router,
        measures.router,
        webhooks.api,
    ):
        app.include_router(router, prefix=API, max_body_size=most, responses=EVERYWHERE)
    app.include_router(health.router, include_in_schema=False)
    app.include_router(measures.router, include_in_schema=False)
    app.include_router(webhooks.router)
    if gateway.settings.environment != "production":
        app.include_router(demo.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    gateway: Gateway = app.state.gateway
    read_model()
    gateway.hub.start()
    jobs = [asyncio.create_task(Worker(gateway).run()), asyncio.create_task(Housekeeper(gateway).run())]
    jobs.append(asyncio.create_task(Newscaster(gateway).run()))
    if gateway.channels:
        jobs += [asyncio.create_task(each(gateway).run()) for each in (Sender, Fetcher)]
    try:
        yield
    finally:
        gateway.stop()
        await asyncio.gather(*jobs)
        await gateway.hub.stop()
        await gateway.close()
