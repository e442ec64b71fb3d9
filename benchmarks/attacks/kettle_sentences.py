"""One message of 3,984 characters: "My kettle came broken and I want my money back." over and over."""

import httpx

from benchmarks.attacks.conversing import Conversing

WHOLE_STACK = True  # it is Rasa and the actions that it costs
SENTENCE, TIMES = "My kettle came broken and I want my money back. ", 83


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Say it once, in a conversation of its own."""
    attacker = await Conversing.open(http, api, "10.1.1.1")
    await attacker.say(SENTENCE * TIMES)
    return f"answered in {attacker.took[0] * 1000:.0f} ms"
