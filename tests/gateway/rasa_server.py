"""A fake Rasa as a process of its own: echoes after a moment, remembers in memory, sometimes says nothing."""

import asyncio
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, Request

TURN_SECONDS = 0.05
app = FastAPI()
events: dict[str, list[dict[str, Any]]] = {}
busy: dict[str, asyncio.Lock] = {}
counted = {"turns": 0}


@app.post("/webhooks/rest/webhook")
async def turn(request: Request) -> list[dict[str, Any]]:
    """Echo; every ninth turn is a failed action."""
    body = await request.json()
    async with busy.setdefault(body["sender"], asyncio.Lock()):
        await asyncio.sleep(TURN_SECONDS)
        counted["turns"] += 1
        history = events.setdefault(body["sender"], [])
        history.append({"event": "user", "text": body["message"], "metadata": body["metadata"]})
        if counted["turns"] % 9 == 0:
            return []
        history.append({"event": "bot", "text": f"re {body['message']}", "data": {}})
        return [{"recipient_id": body["sender"], "text": f"re {body['message']}"}]


@app.get("/conversations/{sender}/tracker")
async def tracker(sender: str) -> dict[str, Any]:
    """What was said."""
    return {"events": events.get(sender, []), "slots": {}}


@app.post("/conversations/{sender}/tracker/events")
async def append(sender: str, request: Request) -> dict[str, Any]:
    """Add events."""
    events.setdefault(sender, []).extend(await request.json())
    return {}


@app.get("/status")
async def status() -> dict[str, str]:
    """A model is loaded."""
    return {"model_file": "fake"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
