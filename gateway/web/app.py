"""The application: routes, error handling, and the worker that lives with it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from gateway.web import chat, demo, events, files, health
from gateway.web.problems import add_problem_handlers
from gateway.wiring import Gateway
from gateway.worker import Worker

API = "/api/v1"


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
    )
    app.state.gateway = gateway
    add_problem_handlers(app)
    for router in (chat.router, events.router, files.router, health.router):
        app.include_router(router, prefix=API)
    app.include_router(health.router, include_in_schema=False)
    app.include_router(demo.router)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    gateway: Gateway = app.state.gateway
    gateway.hub.start()
    worker = asyncio.create_task(Worker(gateway).run())
    try:
        yield
    finally:
        gateway.stopping.set()
        gateway.hub.wake_all()
        await worker
        await gateway.hub.stop()
        await gateway.close()
