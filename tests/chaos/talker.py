"""A shopper who sends every message until it is acknowledged, as any client does."""

import asyncio
import io
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from PIL import Image

from gateway.wording import words
from tests.conversations.script import fill

PAUSE_SECONDS = 0.3
NOTICES = {words(key, language) for key in ("notice", "opening") for language in ("en", "es", "fr")}
Said = list[dict[str, Any]]


class Pace:
    """Turns are dealt out, so that there is load whenever something is killed."""

    def __init__(self, turns: int = 0) -> None:
        """So many may be taken at once."""
        self._turns = asyncio.Semaphore(turns)

    def deal(self, turns: int) -> None:
        """Allow more turns."""
        for _ in range(turns):
            self._turns.release()

    async def take(self) -> None:
        """Wait for a turn."""
        await self._turns.acquire()


@dataclass
class Talker:
    """One shopper with one script and orders of their own; `heard` is what answered each message."""

    http: httpx.AsyncClient
    talk: dict[str, Any]
    numbers: dict[str, str]
    address: str
    dice: random.Random
    pace: Pace
    eager: bool = True
    id: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    heard: list[Said] = field(default_factory=list)
    state: str = "bot"
    tries: int = 0

    async def run(self) -> None:
        """Open the conversation and say everything; some messages come in bursts, some twice."""
        await self._open()
        turns = list(enumerate(self.talk["turns"], start=1))
        while turns:
            burst = self._burst(turns)
            for number, turn in burst:
                await self.pace.take()
                self.bodies.append(await self._body(number, turn))
                last = number == burst[-1][0]
                for _ in range(self.dice.choice((1, 1, 2)) if self.eager else 1):
                    await self._deliver(self.bodies[-1], wait=False)
                if last:
                    self.heard += [await self.answers(body) for body in self.bodies[len(self.heard) :]]
            turns = turns[len(burst) :]

    async def answers(self, body: dict[str, Any]) -> Said:
        """What answers a message, once something does but a notice; sending it again changes nothing."""
        while True:
            answer = (await self._deliver(body, wait=True)).json()
            said = [message for message in answer["messages"] if message["text"] not in NOTICES]
            self.state = answer["state"]
            if said or self.state != "bot":
                return said
            await asyncio.sleep(PAUSE_SECONDS)

    async def history(self) -> Said:
        """All that was said, without notices."""
        path = f"/conversations/{self.id}/messages"
        said = (await self._until_done(lambda: self.http.get(path, headers=self.headers))).json()
        return [message for message in said["messages"] if message["text"] not in NOTICES]

    def _burst(self, turns: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
        most = self.dice.choice((1, 1, 1, 2, 3)) if self.eager else 1
        return list(itertools.takewhile(lambda each: "say" in each[1], turns[:most])) or turns[:1]

    async def _open(self) -> None:
        await self.pace.take()
        path = f"/stores/{self.talk['store']}/conversations"
        headers = {"X-Forwarded-For": self.address}
        opened = (await self._until_done(lambda: self.http.post(path, json={}, headers=headers))).json()
        self.id = opened["id"]
        self.headers = {**headers, "Authorization": f"Bearer {opened['token']}"}

    async def _body(self, number: int, turn: dict[str, Any]) -> dict[str, Any]:
        if "photo" in turn:
            return {"id": f"m{number}", "attachments": [await self._upload()]}
        return {"id": f"m{number}", "text": fill(turn["say"], self.numbers)}

    async def _upload(self) -> str:
        picture = io.BytesIO()
        Image.new("RGB", (64, 48), (40, 90, self.dice.randrange(256))).save(picture, "JPEG")
        file = {"file": ("photo.jpg", picture.getvalue(), "image/jpeg")}
        path = f"/conversations/{self.id}/uploads"
        sent = await self._until_done(lambda: self.http.post(path, files=file, headers=self.headers))
        return str(sent.json()["id"])

    async def _deliver(self, body: dict[str, Any], wait: bool) -> httpx.Response:
        path, params = f"/conversations/{self.id}/messages", {"wait": "true"} if wait else {}
        return await self._until_done(
            lambda: self.http.post(path, json=body, params=params, headers=self.headers)
        )

    async def _until_done(self, call: Callable[[], Any]) -> httpx.Response:
        """Until it is acknowledged; only a dead or unavailable server may be the reason that it is not."""
        while True:
            self.tries += 1
            try:
                response: httpx.Response = await call()
            except httpx.HTTPError:
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            if response.is_success:
                return response
            assert response.status_code in {502, 503, 504}, f"{response.status_code} {response.text}"
            await asyncio.sleep(PAUSE_SECONDS)
