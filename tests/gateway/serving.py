"""The application on a real port in a thread of its own, for clients that aren't asynchronous."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
import uvloop
from fastapi import FastAPI

from gateway.web.header_timeout import HeaderTimeout, TimedProtocol

START_SECONDS = 20


@contextmanager
def served(app: FastAPI | HeaderTimeout) -> Iterator[str]:
    """Serve it; yields its address."""
    watched = app if isinstance(app, HeaderTimeout) else HeaderTimeout(app)
    config = uvicorn.Config(
        watched,
        http=TimedProtocol,
        host="127.0.0.1",
        port=0,
        log_config=None,
        access_log=False,
        lifespan="on",
    )
    server = uvicorn.Server(config)
    started = threading.Event()

    async def serve() -> None:
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():  # noqa: ASYNC110 (it has no event)
            await asyncio.sleep(0.01)
        started.set()
        await serving

    thread = threading.Thread(target=uvloop.run, args=(serve(),), daemon=True)
    thread.start()
    assert started.wait(START_SECONDS)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(START_SECONDS)
    assert not thread.is_alive()
