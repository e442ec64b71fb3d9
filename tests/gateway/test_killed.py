"""The real gateway is killed again and again while shoppers write: all is answered once, in order."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.gateway.shoppers import STORE
from tests.servers import free_port

SHOPPERS, MESSAGES, KILLS = 6, 6, 3
ROOT = Path(__file__).resolve().parents[2]


class Processes:
    """A fake Rasa and a gateway, each a real process."""

    def __init__(self, database_url: str, folder: Path) -> None:
        self.rasa_port, self.port = free_port(), free_port()
        self._log = (folder / "log").open("wb")
        settings = {
            "DATABASE_URL": database_url,
            "EVIDENCE_URL": str(folder / "evidence"),
            "RASA_URL": f"http://127.0.0.1:{self.rasa_port}",
            "GATEWAY_PORT": str(self.port),
            "LEASE_SECONDS": "2",
            "BACKOFF_SECONDS": "0.1",
        }
        self._environment = {**os.environ, **settings}
        self.rasa = self._start("-m", "tests.gateway.rasa_server", str(self.rasa_port))
        self.start_gateway()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, *arguments]
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environment, stdout=self._log, stderr=subprocess.STDOUT
        )

    def start_gateway(self) -> None:
        """Start it, or start it anew."""
        self.gateway = self._start("-m", "gateway", "serve")

    def kill_gateway(self) -> None:
        """As the kernel does when memory is short."""
        self.gateway.send_signal(signal.SIGKILL)
        self.gateway.wait()

    def stop(self) -> None:
        """End both."""
        for process in (self.gateway, self.rasa):
            process.terminate()
        for process in (self.gateway, self.rasa):
            process.wait(20)
        self._log.close()


@pytest.fixture
def processes(database_url: str, gateway: Any, tmp_path: Path) -> Iterator[Processes]:
    """Both processes on the test's database, whose store the gateway fixture has added."""
    started = Processes(database_url, tmp_path)
    yield started
    started.stop()


async def post(client: httpx.AsyncClient, path: str, **kwargs: Any) -> httpx.Response:
    """Post until it is acknowledged, as any client does."""
    while True:
        try:
            response = await client.post(path, **kwargs)
            if response.status_code < 500:
                return response
        except httpx.HTTPError:
            pass
        await asyncio.sleep(0.1)


async def talk(client: httpx.AsyncClient, dice: random.Random) -> tuple[str, dict[str, str]]:
    """Open a conversation and send all messages, some of them twice, without waiting for answers."""
    opened = (await post(client, f"/api/v1/stores/{STORE}/conversations", json={})).json()
    headers = {"Authorization": f"Bearer {opened['token']}"}
    path = f"/api/v1/conversations/{opened['id']}/messages"
    for number in range(MESSAGES):
        for _ in range(dice.choice((1, 1, 2))):
            body = {"id": str(number), "text": str(number)}
            assert (await post(client, path, json=body, headers=headers)).status_code == 202
        await asyncio.sleep(dice.uniform(0, 0.5))
    return path, headers


async def kill_now_and_then(processes: Processes, dice: random.Random) -> None:
    """The nuisance."""
    for _ in range(KILLS):
        await asyncio.sleep(dice.uniform(1.0, 2.0))
        processes.kill_gateway()
        processes.start_gateway()


async def answered(client: httpx.AsyncClient, path: str, headers: dict[str, str]) -> list[str]:
    """What was said, once every message has its answer."""
    for _ in range(300):
        messages = (await client.get(path, headers=headers)).json()["messages"]
        said = [message["text"] for message in messages if message["from"] == "bot"]
        if sum(text.startswith("re ") for text in said) > MESSAGES:  # the greeting too
            return [message["text"] for message in messages]
        await asyncio.sleep(0.2)
    raise AssertionError(messages)


@pytest.mark.timeout(120)
async def test_every_acknowledged_message_is_answered_once_in_order_though_the_gateway_is_killed(
    processes: Processes,
) -> None:
    dice = random.Random(7)  # noqa: S311 (when to kill)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{processes.port}", timeout=10) as client:
        nuisance = asyncio.create_task(kill_now_and_then(processes, dice))
        talks = await asyncio.gather(*(talk(client, dice) for _ in range(SHOPPERS)))
        await nuisance
        await post(client, f"/api/v1/stores/{STORE}/conversations", json={})  # it is back
        for path, headers in talks:
            said = await answered(client, path, headers)
            wanted = [str(number) for number in range(MESSAGES)]
            assert [text for text in said if text in wanted] == wanted
            replies = [text for text in said if text.startswith("re ") and text != "re /internal_open"]
            assert replies == [f"re {text}" for text in wanted]


async def test_a_gateway_told_to_stop_ends_its_turns_and_exits_with_success(processes: Processes) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{processes.port}", timeout=10) as client:
        path, headers = await talk(client, random.Random(1))  # noqa: S311
        processes.gateway.terminate()
        assert await asyncio.to_thread(processes.gateway.wait, 20) == 0
        processes.start_gateway()
        await post(client, path, json={"id": "last", "text": "last"}, headers=headers)
        said = await answered(client, path, headers)
    assert len([text for text in said if text.startswith("re ")]) >= MESSAGES + 1
