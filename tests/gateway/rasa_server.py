"""A fake Rasa as a process of its own: echoes after a moment, remembers in memory, sometimes fails."""

import asyncio
import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, HTTPException, Request

TURN_SECONDS = 0.05
app = FastAPI()
answered: dict[tuple[str, str], list[dict[str, Any]]] = {}
busy: dict[str, asyncio.Lock] = {}
counted = {"turns": 0}


@app.post("/webhooks/rest/webhook")
async def turn(request: Request) -> list[dict[str, Any]]:
    """Echo; every ninth turn does not happen."""
    body = await request.json()
    async with busy.setdefault(body["sender"], asyncio.Lock()):
        await asyncio.sleep(TURN_SECONDS)
        counted["turns"] += 1
        said = (body["sender"], body["metadata"]["message"])
        if body["metadata"]["attempt"] > 1 and said in answered:
            return answered[said]
        if counted["turns"] % 9 == 0:
            raise HTTPException(503)
        answered[said] = [{"recipient_id": body["sender"], "text": f"re {body['message']}"}]
        return answered[said]


@app.get("/conversations/{sender}/tracker")
async def tracker(sender: str) -> dict[str, Any]:
    """Nothing is known."""
    return {"sender_id": sender, "slots": {}}


@app.get("/status")
async def status() -> dict[str, str]:
    """A model is loaded."""
    return {"model_file": "fake"}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
