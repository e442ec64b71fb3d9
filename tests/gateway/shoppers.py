"""A client of the web API."""

from dataclasses import dataclass
from typing import Any

import httpx

STORE = "teashop"
FAST = {"poll_seconds": 0.1, "notice_seconds": 4.0, "backoff_seconds": 0.02, "backoff_limit_seconds": 0.1}
HASTY = {**FAST, "notice_seconds": 0.8}


@dataclass
class Shopper:
    """A client of the web API that holds one conversation."""

    client: httpx.AsyncClient
    id: str
    token: str
    greeting: list[dict[str, Any]]
    sent: int = 0

    @property
    def headers(self) -> dict[str, str]:
        """The conversation's authorisation."""
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, body: dict[str, Any], wait: bool = True) -> httpx.Response:
        """Send a message as it stands."""
        params = {"wait": "true"} if wait else {}
        url = f"/api/v1/conversations/{self.id}/messages"
        return await self.client.post(url, json=body, params=params, headers=self.headers)

    async def say(self, text: str) -> dict[str, Any]:
        """Say something and return the answer's body."""
        self.sent += 1
        response = await self.post({"id": f"m{self.sent}", "text": text})
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    async def history(self, after: int = 0) -> list[dict[str, Any]]:
        """What was said."""
        url = f"/api/v1/conversations/{self.id}/messages"
        response = await self.client.get(url, params={"after": after}, headers=self.headers)
        assert response.status_code == 200
        messages: list[dict[str, Any]] = response.json()["messages"]
        return messages


async def new_shopper(client: httpx.AsyncClient, **body: Any) -> Shopper:
    """Open a conversation."""
    response = await client.post(f"/api/v1/stores/{STORE}/conversations", json=body)
    assert response.status_code == 201, response.text
    opened = response.json()
    return Shopper(client, opened["id"], opened["token"], opened["greeting"])
