"""The simulated platforms behind one port on loopback, in a thread of their own."""

import socket
import threading
import time

import uvicorn
from starlette.applications import Starlette

from tests.channels.simulators.platform import Platform


class Serving:
    """Serves platforms until it is stopped."""

    def __init__(self, platforms: list[Platform]) -> None:
        """Listens from now on."""
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        root = f"http://127.0.0.1:{listening.getsockname()[1]}"
        for platform in platforms:
            platform.root = root
        app = Starlette(routes=[route for platform in platforms for route in platform.routes()])
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, args=([listening],), daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop and wait for it."""
        self._server.should_exit = True
        self._thread.join()
