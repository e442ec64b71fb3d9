"""A Rasa that answers at once, so that what is measured in front of it is not its own.

python -m benchmarks.instant_rasa PORT
"""

import json
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

ANSWERS: dict[str, Any] = {
    "/status": {"model_file": "instant"},
    "/domain": {"intents": ["greet"], "entities": [], "responses": {}},
    "/webhooks/rest/webhook": [
        {"text": "Refunds arrive within 5 to 10 working days of the parcel's return to our warehouse."},
        {
            "text": "Is there anything else?",
            "buttons": [{"title": "Yes", "payload": "/greet"}],
            "custom": {"data": {"type": "question", "asks": "confirm"}},
        },
    ],
}
BODIES = {path: json.dumps(answer).encode() for path, answer in ANSWERS.items()}
Message = MutableMapping[str, Any]


async def app(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Answer by path alone, once the request is there."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    body = BODIES.get(scope["path"])
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body or b""))]
    await send({"type": "http.response.start", "status": 200 if body else 404, "headers": headers})
    await send({"type": "http.response.body", "body": body or b""})


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False, lifespan="off"
    )
