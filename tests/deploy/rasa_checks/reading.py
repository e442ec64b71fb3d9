"""Checks that reading happens beside the event loop, and that every reading ends; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

import asyncio
import json
import os
import re
import time
from collections.abc import Awaitable
from functools import update_wrapper
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from sanic import Sanic
from serving import reading, strict_rest
from serving.reading import NotRead, Readers, beside_the_event_loop, readers_of

SECONDS = 0.5
ENDLESS = re.compile(r"(a+)+$")


def read(request: str) -> tuple[str, int]:
    """What is read, and by which process; some texts are too much."""
    if request == "crash":
        os.abort()
    if request == "mistake":
        raise ValueError(request)
    if request == "endless":
        ENDLESS.match("a" * 60 + "!")  # one call that no thread gets a word in during
    if request == "long":
        time.sleep(SECONDS / 2)
    return request, os.getpid()


async def reason(asked: Awaitable[Any]) -> str:
    """Why something is not read."""
    try:
        await asked
    except NotRead as error:
        return error.reason
    raise AssertionError("it was read")


async def check_others_go_on() -> None:
    """While one message is endless, the loop turns and others are read; then its reader is back."""
    readers = Readers(read, 2, SECONDS)
    endless = asyncio.ensure_future(readers.read("endless"))
    await asyncio.sleep(0.05)
    read_meanwhile = 0
    while not endless.done():
        text, process = await readers.read("where is my order?")
        assert text == "where is my order?" and process != os.getpid()
        read_meanwhile += 1
    assert read_meanwhile > 20, read_meanwhile
    assert await reason(endless) == "reading_timed_out"
    print("a reading that takes too long ends, and others go on meanwhile")
    answers = await asyncio.gather(*(readers.read(str(number)) for number in range(40)))
    assert [text for text, _ in answers] == [str(number) for number in range(40)]
    print("whoever asked gets their own answer")


async def check_long_texts_wait() -> None:
    """However many long texts there are, a short one finds a reader."""
    readers = Readers(read, 2, SECONDS)
    done: list[str] = []

    async def ask(request: str) -> None:
        await readers.read(request, is_long=request == "long")
        done.append(request)

    await asyncio.gather(*(ask("long") for _ in range(3)), *(ask("short") for _ in range(5)))
    assert done == ["short"] * 5 + ["long"] * 3, done
    print("long texts wait for each other, short ones don't wait for them")


async def check_failures() -> None:
    """A reader that fails, dies, or is lost with its keeper: the next message is read."""
    readers = Readers(read, 1, SECONDS)
    assert await reason(readers.read("mistake")) == "reading_failed"
    assert await reason(readers.read("crash")) == "reading_failed"
    _, process = await readers.read("well?")
    os.kill(process, 9)  # at rest
    await asyncio.sleep(0.1)
    assert (await readers.read("and now?"))[0] == "and now?"
    reader = readers._idle.get()
    os.killpg(reader._keeper, 9)
    readers._idle.put(reader)
    assert await reason(readers.read("gone")) == "reading_failed"
    assert (await readers.read("back"))[0] == "back"
    print("after a failure, a crash and a loss the next message is read")


def check_readers_end() -> None:
    """No process is left behind by a server that was killed."""
    ours, theirs = os.pipe()
    server = os.fork()
    if server == 0:
        readers = Readers(read, 2, SECONDS)
        found = asyncio.run(readers.read("who are you?"))
        os.write(theirs, json.dumps([found[1], readers._idle.get()._keeper]).encode())
        time.sleep(60)
    processes = json.loads(os.read(ours, 1000))
    os.kill(server, 9)
    os.waitpid(server, 0)
    deadline = time.monotonic() + 10
    while any(is_running(each) for each in processes) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_running(each) for each in processes)
    print("readers end with their server, even if it is killed")


def is_running(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False


async def check_rasa() -> None:
    """Rasa's processor reads so, and its channel refuses what was not read."""
    calls: list[str] = []

    async def parse(_processor: Any, message: UserMessage, *_: Any) -> dict[str, Any]:
        calls.append(message.text)
        return {"intent": {"name": read(message.text)[0]}, "by": os.getpid(), "metadata": message.metadata}

    MessageProcessor.parse_message = update_wrapper(beside_the_event_loop(parse), parse)
    processor = SimpleNamespace()
    os.environ.update(READING_SECONDS=str(SECONDS), READING_PROCESSES="1")
    said = UserMessage("hello", metadata={"at": "now"})
    parsed = await MessageProcessor.parse_message(processor, said)
    assert parsed["by"] != os.getpid() and parsed["metadata"] == {"at": "now"}
    assert calls == [reading.LOADS_EVERYTHING] and readers_of(processor) is readers_of(processor)
    print("Rasa reads beside its event loop")

    async def on_new_message(message: UserMessage) -> None:
        await MessageProcessor.parse_message(processor, message)

    routes = strict_rest.StrictRest().blueprint(on_new_message)
    receive = next(route.handler for route in routes._future_routes if route.uri == "/webhook")
    for text, status, body in (
        ("endless", 422, {"reason": "reading_timed_out"}),
        ("mistake", 422, {"reason": "reading_failed"}),
        ("hello", 200, []),
    ):
        answer = await receive(SimpleNamespace(json={"sender": "one", "message": text, "metadata": {}}))
        assert (answer.status, json.loads(answer.body)) == (status, body), answer.body
    print("what cannot be read is refused, with the reason")


if __name__ == "__main__":
    Sanic.test_mode = True
    check_readers_end()
    asyncio.run(check_others_go_on())
    asyncio.run(check_long_texts_wait())
    asyncio.run(check_failures())
    asyncio.run(check_rasa())
