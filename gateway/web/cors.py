"""Which websites may talk to which store's chat."""

import re
from collections.abc import Collection

from sqlalchemy import select
from starlette.datastructures import Headers
from starlette.types import Scope

from gateway.models import Conversation
from gateway.wiring import Gateway
from shop.outages import TROUBLE

_STORE = re.compile(r"/api/v1/stores/([^/]{1,64})/")
_CONVERSATION = re.compile(r"/api/v1/conversations/([^/]{1,64})/")
REMEMBERED = 10_000


class Cors:
    """Origins by store; a conversation's store is looked up once."""

    def __init__(self, gateway: Gateway) -> None:
        """Reads the gateway's settings."""
        self._gateway = gateway
        self._stores: dict[str, str] = {}

    async def headers_for(self, scope: Scope, *, looks: bool = True) -> dict[str, str]:
        """The headers that let this request's origin read the answer; none if it may not.

        Without `looks` a conversation that isn't known yet is not looked up for it.
        """
        origin = Headers(scope=scope).get("origin")
        if not origin or not scope["path"].startswith("/api/"):
            return {}
        if not await self._is_allowed(origin, scope["path"], looks):
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "Authorization, Content-Type, Last-Event-ID, traceparent",
            "Access-Control-Expose-Headers": "Retry-After",
            "Access-Control-Max-Age": "600",
            "Vary": "Origin",
        }

    async def _is_allowed(self, origin: str, path: str, looks: bool) -> bool:
        settings = self._gateway.settings
        if not settings.cors_origins:
            return settings.environment == "development"
        return origin in await self._origins(path, looks)

    async def _origins(self, path: str, looks: bool) -> Collection[str]:
        origins = self._gateway.settings.cors_origins
        if match := _STORE.match(path):
            return origins.get(match[1], [])
        if match := _CONVERSATION.match(path):
            known = match[1] in self._stores
            return origins.get(await self._store_of(match[1]), []) if looks or known else []
        return [each for listed in origins.values() for each in listed]

    async def _store_of(self, conversation_id: str) -> str:
        if conversation_id not in self._stores:
            try:
                async with self._gateway.database.session() as session:
                    query = select(Conversation.store).where(Conversation.id == conversation_id)
                    store = await session.scalar(query)
            except TROUBLE:
                return ""
            if store is None:
                return ""
            if len(self._stores) >= REMEMBERED:
                self._stores.clear()
            self._stores[conversation_id] = store
        return self._stores[conversation_id]
