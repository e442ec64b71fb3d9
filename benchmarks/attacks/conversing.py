"""Conversations with a gateway: an attacker's, to send files in, and another shopper's, who waits."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx

STORE = "kilimall"
PAUSE_SECONDS = 0.1


@dataclass
class Conversing:
    """One conversation, from one address; how many seconds each turn took, and statuses of refusals."""

    http: httpx.AsyncClient
    url: str
    headers: dict[str, str]
    took: list[float] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    turns: int = 0

    @classmethod
    async def open(cls, http: httpx.AsyncClient, api: str, address: str) -> "Conversing":
        """Open a conversation."""
        came_from = {"X-Forwarded-For": address}
        answer = await http.post(f"{api}/stores/{STORE}/conversations", json={}, headers=came_from)
        answer.raise_for_status()
        opened = answer.json()
        headers = {**came_from, "Authorization": f"Bearer {opened['token']}"}
        return cls(http, f"{api}/conversations/{opened['id']}", headers)

    async def upload(self, content: bytes, name: str = "file") -> int:
        """Send a file; the status of the answer."""
        files = {"file": (name, content)}
        answer = await self.http.post(f"{self.url}/uploads", files=files, headers=self.headers)
        return answer.status_code

    async def send(self, body: AsyncIterator[bytes], boundary: str) -> int:
        """Send a body of one's own making as an upload; the status, 0 when the connection ended."""
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        try:
            answer = await self.http.post(f"{self.url}/uploads", content=body, headers=self.headers | kind)
        except httpx.HTTPError:
            return 0
        return answer.status_code

    async def say(self, text: str) -> None:
        """One turn, waited for."""
        self.turns += 1
        began = time.perf_counter()
        message = {"id": f"m{self.turns}", "text": text}
        url = f"{self.url}/messages?wait=true"
        answer = await self.http.post(url, json=message, headers=self.headers)
        self.took.append(time.perf_counter() - began)
        if answer.status_code >= 300:
            self.failed.append(answer.status_code)

    async def converse(self, pause: float = PAUSE_SECONDS) -> None:
        """Turn after turn until cancelled."""
        while True:
            await self.say("hello")
            await asyncio.sleep(pause)
