"""A Rasa made of a few lines: says what it is told to say, and remembers like the real one."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True)
class Refused:
    """This message is refused, for that reason."""

    reason: object


Answer = list[dict[str, Any]] | Exception | int | str | Refused
DOMAIN = {
    "intents": [
        {"greet": {}},
        "affirm",
        "inform",
        "faq/return_window",
        "internal_open",
        "restart",
        "nlu_fallback",
    ],
    "entities": ["order_number", {"item": {}}, "condition"],
    "responses": {"utter_faq/refund_time": []},
}


@dataclass
class FakeRasa:
    """Answers a turn with `script[n]` while there is one, then with `reply`."""

    reply: Callable[[dict[str, Any]], Answer] = lambda body: [
        {"recipient_id": body["sender"], "text": "Yes?"}
    ]
    opening: Answer | None = None
    script: list[Answer] = field(default_factory=list)
    turns: list[dict[str, Any]] = field(default_factory=list)
    answered: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    down: bool = False
    intent: str | None = None
    lose_answers: int = 0
    calls: list[str] = field(default_factory=list)

    def transport(self) -> httpx.MockTransport:
        """For an httpx client."""
        return httpx.MockTransport(self._handle)

    def texts(self) -> list[str]:
        """What was sent, without the greetings."""
        return [turn["message"] for turn in self.turns if turn["message"] != "/internal_open"]

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(f"{request.method} {request.url.path}")
        if self.down:
            raise httpx.ConnectError("refused")
        if request.url.path == "/webhooks/rest/webhook":
            return self._turn(json.loads(request.content))
        if request.url.path == "/domain":
            return httpx.Response(200, json=DOMAIN)
        if request.url.path == "/status":
            return httpx.Response(200, json={"model_file": "assistant.tar.gz"})
        return self._tracker(request)

    def _turn(self, body: dict[str, Any]) -> httpx.Response:
        said = (body["sender"], body["metadata"]["message"])
        if body["metadata"]["attempt"] > 1 and said in self.answered:
            return httpx.Response(200, json=self.answered[said])
        self.turns.append(body)
        opening = body["message"] == "/internal_open"
        hello: Answer = self.opening or [{"recipient_id": body["sender"], "text": "Hello!"}]
        answer = hello if opening else self._answer(body)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            return httpx.Response(answer, text="broken")
        if isinstance(answer, Refused):
            return httpx.Response(422, json={"reason": answer.reason})
        if isinstance(answer, str):
            return httpx.Response(200, text=answer)
        if answer:  # a failed turn leaves no trace
            self.answered[said] = answer
        if self.lose_answers and not opening:
            self.lose_answers -= 1
            raise httpx.ReadTimeout("too slow")
        return httpx.Response(200, json=answer, headers={"X-Intent": self.intent} if self.intent else None)

    def _answer(self, body: dict[str, Any]) -> Answer:
        return self.script.pop(0) if self.script else self.reply(body)

    def _tracker(self, request: httpx.Request) -> httpx.Response:
        sender = request.url.path.split("/")[2]
        slots = {"orders__number": "T-1", "claims__item": None}
        return httpx.Response(200, json={"sender_id": sender, "slots": slots})
