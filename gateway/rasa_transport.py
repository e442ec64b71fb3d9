"""How httpx reaches Rasa: through aiohttp, which takes a third of the time of httpx's own way."""

from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import httpx
from yarl import URL


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Keeps connections open between turns, at most `most` at once; raises httpx's errors."""

    def __init__(self, most: int) -> None:
        """Connect when there is something to send."""
        self._most = most
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and read the answer to its end."""
        sending = self._opened().request(
            request.method,
            URL(str(request.url), encoded=True),
            data=await request.aread() or None,
            headers=[
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw
            ],
            timeout=_timeout(request),
            allow_redirects=False,
        )
        with _errors_of_httpx(request):
            async with sending as response:
                content = await response.read()
        return httpx.Response(response.status, headers=list(response.raw_headers), content=content)

    async def aclose(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._most),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,  # httpx does that
            )
        return self._session


def _timeout(request: httpx.Request) -> aiohttp.ClientTimeout:
    seconds = request.extensions.get("timeout", {})
    return aiohttp.ClientTimeout(
        total=None,
        connect=seconds.get("pool"),
        sock_connect=seconds.get("connect"),
        sock_read=seconds.get("read"),
    )


@contextmanager
def _errors_of_httpx(request: httpx.Request) -> Iterator[None]:
    """Nobody there is told from somebody who was sent the message and failed."""
    try:
        yield
    except aiohttp.ClientConnectorError as error:
        raise httpx.ConnectError(type(error).__name__, request=request) from error
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(type(error).__name__, request=request) from error
    except TimeoutError as error:
        raise httpx.ReadTimeout(type(error).__name__, request=request) from error
    except (aiohttp.ClientError, OSError) as error:
        raise httpx.ReadError(type(error).__name__, request=request) from error
