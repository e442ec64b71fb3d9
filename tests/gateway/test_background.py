"""Chores: done over and over, at once again while there is something, and outliving what goes wrong."""

import asyncio
import random

from gateway.background import repeat, repeat_until_stopped
from gateway.wiring import Gateway

NEVER = 3600.0
SOON = 0.001
ROUNDS = range(50)  # of the event loop: more than anything here needs
DICE = random.Random(1)  # noqa: S311 (jitter, no secret)


class Counted:
    """A chore that stops by itself after some rounds, and what each of them is to do."""

    def __init__(self, *rounds: bool | Exception) -> None:
        """A round returns a flag, or fails."""
        self.rounds, self.done = list(rounds), 0
        self.stop = asyncio.Event()

    async def __call__(self) -> bool:
        """The next round."""
        what = self.rounds[self.done]
        self.done += 1
        if self.done == len(self.rounds):
            self.stop.set()
        if isinstance(what, Exception):
            raise what
        return what


async def finished(chore: Counted, seconds: float, wake: asyncio.Event) -> int:
    """How often it was done until it stopped."""
    async with asyncio.timeout(5):
        await repeat(chore, seconds, wake=wake, until=chore.stop, dice=DICE)
    return chore.done


async def test_a_chore_that_found_something_is_done_again_at_once() -> None:
    wake = asyncio.Event()
    wake.set()
    assert await finished(Counted(True, True, True), NEVER, wake) == 3


async def test_a_chore_that_found_nothing_waits_to_be_woken() -> None:
    chore, wake = Counted(False, False), asyncio.Event()
    wake.set()
    repeating = asyncio.create_task(repeat(chore, NEVER, wake=wake, until=chore.stop, dice=DICE))
    for _ in ROUNDS:
        await asyncio.sleep(0)
    assert chore.done == 1
    wake.set()
    await repeating
    assert chore.done == 2


async def test_a_chore_outlives_what_goes_wrong_and_comes_by_the_clock() -> None:
    assert await finished(Counted(ValueError(), False, OSError(), False), SOON, asyncio.Event()) == 4


async def test_a_chore_that_fails_waits_before_it_tries_again() -> None:
    chore, wake = Counted(ValueError(), False), asyncio.Event()
    wake.set()
    repeating = asyncio.create_task(repeat(chore, NEVER, wake=wake, until=chore.stop, dice=DICE))
    for _ in ROUNDS:
        await asyncio.sleep(0)
    assert chore.done == 1
    repeating.cancel()


async def test_a_gateway_that_stops_wakes_and_ends_its_chores(gateway: Gateway) -> None:
    done = 0

    async def chore() -> None:
        nonlocal done
        done += 1

    repeating = asyncio.create_task(repeat_until_stopped(gateway, chore, NEVER))
    await asyncio.sleep(0)
    gateway.stop()
    async with asyncio.timeout(5):
        await repeating
    assert done == 0
