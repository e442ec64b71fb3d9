"""Twilio's library over httpx, and the content templates that buttons and lists need there."""

import json
from logging import getLogger
from typing import Any

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from twilio.rest.content.v1.content import ContentList

from gateway.channels.rendering import Part

FRIENDLY = "aftersales"
MOST_CONTENTS = 1000
log = getLogger(__name__)


class HttpxClient(AsyncHttpClient):  # type: ignore[misc]  # Twilio's library is untyped
    """Twilio's requests through a client of ours: its own would open another pool and log what it sends."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        """The client stays its maker's."""
        super().__init__(log, is_async=True)
        self._client = client

    async def request(  # noqa: PLR0913, PLR0917 (as Twilio's library calls it)
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 (the client has its own)
        allow_redirects: bool = False,
    ) -> Response:
        """One request; JSON where the headers say so, else a form."""
        is_json = "json" in (headers or {}).get("Content-Type", "")
        content: dict[str, Any] = {"json": data} if is_json else {"data": data}
        answer = await self._client.request(
            method, uri, params=_query(params), headers=headers, auth=auth, **content
        )
        return Response(answer.status_code, answer.text, answer.headers)


def _query(params: dict[str, object] | None) -> dict[str, str] | None:
    return {name: str(value) for name, value in params.items()} if params else None


def account_client(client: Client, *, api: str, content: str, messaging: str) -> Client:
    """The client with its parts at these addresses."""
    client.api.base_url, client.content.base_url, client.messaging.base_url = api, content, messaging
    return client


class Contents:
    """Content templates, one for each number of choices: made at their first use, then found by name."""

    def __init__(self, client: Client) -> None:
        """Nothing is looked up yet."""
        self._client = client
        self._sids: dict[str, str] = {}

    async def filled(self, part: Part) -> tuple[str, str]:
        """The template for such a part, and the values of its variables as JSON."""
        described = any(choice.description for choice in part.choices)
        name = f"{FRIENDLY}_{part.style}_{len(part.choices)}{'_described' if described else ''}"
        values = [part.text, part.label] if part.style == "list" else [part.text]
        for choice in part.choices:
            values += [choice.title, choice.id]
            values += [choice.description or choice.title] if described else []
        numbered = {str(place): value for place, value in enumerate(values, start=1)}
        return await self._sid(name, part, described), self.variables(numbered)

    @staticmethod
    def variables(values: dict[str, str]) -> str:
        """Values as Twilio takes them."""
        return json.dumps(values, ensure_ascii=False)

    async def _sid(self, name: str, part: Part, described: bool) -> str:
        if name not in self._sids:
            known = await self._client.content.v1.contents.list_async(limit=MOST_CONTENTS)
            self._sids |= {str(each.friendly_name): str(each.sid) for each in known}
        if name not in self._sids:
            request = ContentList.ContentCreateRequest(
                {
                    "friendly_name": name,
                    "language": "en",
                    "variables": {"1": "…"},
                    "types": _types(part, described),
                }
            )
            made = await self._client.content.v1.contents.create_async(request)
            self._sids[name] = str(made.sid)
        return self._sids[name]


def _types(part: Part, described: bool) -> dict[str, Any]:
    """The template itself: text, titles and ids are variables, in the order of `filled`."""
    if part.style == "buttons":
        actions = [
            {"type": "QUICK_REPLY", "title": f"{{{{{at}}}}}", "id": f"{{{{{at + 1}}}}}"}
            for at in range(2, 2 + 2 * len(part.choices), 2)
        ]
        return {"twilio/quick-reply": {"body": "{{1}}", "actions": actions}}
    step = 3 if described else 2
    names = ("item", "id", "description")[:step]
    items = [
        {name: f"{{{{{at + place}}}}}" for place, name in enumerate(names)}
        for at in range(3, 3 + step * len(part.choices), step)
    ]
    return {"twilio/list-picker": {"body": "{{1}}", "button": "{{2}}", "items": items}}
