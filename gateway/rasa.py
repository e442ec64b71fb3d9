"""Rasa over HTTP: one turn, the model's vocabulary, and whether it is well."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from gateway.answers import BotTurn, turn_of
from gateway.errors import RasaDown, RasaError, RasaRubbish, RasaUnreachable, TurnRefused
from gateway.inbound import OPENING, Turn, neutralised
from gateway.metrics import code
from gateway.payloads import Vocabulary, permitted
from telemetry.tracing import HEADER

WEBHOOK = "/webhooks/rest/webhook"
VOCABULARY_SECONDS = 60.0
QUICK_SECONDS = 5.0
INTENT = "X-Intent"
REFUSED = 422


class Rasa:
    """A client of one Rasa server, or of several behind one address; `tick` is a monotonic clock."""

    def __init__(
        self, client: httpx.AsyncClient, tick: Callable[[], float], token: str | None, seconds: float
    ) -> None:
        """`seconds` is the longest wait for a turn; the client knows the address."""
        self._client, self._tick, self._seconds = client, tick, seconds
        self._params = {"token": token} if token else {}
        self._vocabulary: tuple[float, Vocabulary] | None = None
        self._under_way = 0
        self._last_answer = tick()

    def seems_stuck(self, seconds: float) -> bool:
        """Whether turns are under way and none has been answered for so long."""
        return self._under_way > 0 and self._tick() - self._last_answer > seconds

    async def turn(self, turn: Turn, headers: dict[str, str] | None = None) -> BotTurn:
        """Send one message and return what the assistant says; RasaError when it can't."""
        body = {"sender": turn.conversation, "message": await self._message(turn), "metadata": metadata(turn)}
        if not self._under_way:
            self._last_answer = self._tick()
        self._under_way += 1
        try:
            answer = await self._asked(
                "POST", "/webhooks/rest/webhook", self._seconds, json=body, headers=headers
            )
            self._last_answer = self._tick()
        finally:
            self._under_way -= 1
        said = turn_of(_json(answer))
        said.intent = answer.headers.get(INTENT)
        return said

    async def slots(self, conversation: str) -> dict[str, Any]:
        """What the assistant knows in a conversation: the slots that are filled."""
        path = f"/conversations/{conversation}/tracker"
        tracker = await self._call("GET", path, QUICK_SECONDS, params={"include_events": "NONE"})
        slots = tracker.get("slots") if isinstance(tracker, dict) else None
        known = {name: value for name, value in (slots or {}).items() if value not in (None, [], {}, "")}
        known.pop("session_started_metadata", None)
        return known

    async def vocabulary(self) -> Vocabulary:
        """The intents of the model, asked for once a minute."""
        if self._vocabulary is None or self._tick() - self._vocabulary[0] > VOCABULARY_SECONDS:
            headers = {"Accept": "application/json"}
            domain = await self._call("GET", "/domain", QUICK_SECONDS, headers=headers)
            if not isinstance(domain, dict):
                raise RasaRubbish("the domain is not an object")
            self._vocabulary = (self._tick(), Vocabulary.of(domain))
        return self._vocabulary[1]

    async def is_ready(self) -> bool:
        """Whether a model is loaded and answers."""
        try:
            status = await self._call("GET", "/status", QUICK_SECONDS)
        except RasaError:
            return False
        return isinstance(status, dict) and bool(status.get("model_file"))

    async def _message(self, turn: Turn) -> str:
        if turn.opening:
            return OPENING
        if turn.payload:
            checked = permitted(turn.payload, await self.vocabulary())
            return checked if checked is not None else neutralised(turn.payload)
        return neutralised(turn.text) if turn.text else "/inform"

    async def _call(self, method: str, path: str, seconds: float, **kwargs: Any) -> Any:
        return _json(await self._asked(method, path, seconds, **kwargs))

    async def _asked(self, method: str, path: str, seconds: float, **kwargs: Any) -> httpx.Response:
        params = {**self._params, **kwargs.pop("params", {})}
        timeout = httpx.Timeout(seconds, connect=min(seconds, 2.0))
        try:
            response = await self._client.request(method, path, params=params, timeout=timeout, **kwargs)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise RasaUnreachable(type(error).__name__) from error
        except httpx.HTTPError as error:
            raise RasaDown(type(error).__name__) from error
        if response.status_code == httpx.codes.BAD_GATEWAY:  # the balancer found no server
            raise RasaUnreachable("no server behind the balancer")
        if response.status_code == REFUSED:
            raise TurnRefused(_reason(response))
        if response.status_code != httpx.codes.OK:
            raise RasaDown(f"status {response.status_code}")
        return response


def _json(response: httpx.Response) -> Any:
    try:
        return json.loads(response.content)
    except ValueError as error:
        raise RasaRubbish("not JSON") from error


def _reason(response: httpx.Response) -> str:
    body = _json(response)
    return code(body.get("reason") if isinstance(body, dict) else None)


def metadata(turn: Turn) -> dict[str, Any]:
    """What Rasa and its actions are told of a message besides its text.

    From the second `attempt` on Rasa looks for the `message` in the conversation, and gives its answer again.
    """
    known = {"email": turn.email, "phone": turn.phone} if turn.email or turn.phone else None
    return {
        "store": turn.store,
        "conversation": turn.conversation,
        "message": str(turn.entry),
        "attempt": turn.attempts,
        "channel": turn.channel,
        "networks": list(turn.networks),
        "language": turn.language,
        "identity": known,
        "attachments": [{"id": each["id"], "kind": each["kind"]} for each in turn.attachments],
        "at": turn.received_at.isoformat(),
        **({HEADER: turn.trace} if turn.trace else {}),
    }
