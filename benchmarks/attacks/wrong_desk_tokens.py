"""Ten thousand wrong tokens of agents, from one address, 64 at a time."""

import asyncio
from collections import Counter

import httpx

TRIES, AT_ONCE = 10_000, 64
LIMITS = {"desk_failures": "20/minute"}  # as in production; development lets a tester fail more often


async def attack(http: httpx.AsyncClient, api: str) -> str:
    """Try them."""
    answers: Counter[int] = Counter()

    async def guess(first: int) -> None:
        for number in range(first, TRIES, AT_ONCE):
            headers = {"Authorization": f"Bearer wrong-{number}", "X-Forwarded-For": "10.1.1.1"}
            answers[(await http.get(f"{api}/desk/conversations", headers=headers)).status_code] += 1

    await asyncio.gather(*map(guess, range(AT_ONCE)))
    return str(dict(answers))
