"""What one turn asks of the database: counts that must not grow."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from gateway.settings import Settings
from gateway.wiring import Gateway
from tests.gateway.shoppers import FAST, Shopper

QUIET = Settings(**{**FAST, "poll_seconds": 60.0})  # type: ignore[arg-type]  # nobody looks by the clock


@contextmanager
def counted(gateway: Gateway) -> Iterator[Counter[str]]:
    """Statements by their verb, transactions and those that were committed, while this lasts."""
    seen: Counter[str] = Counter()
    engine = gateway.database.engine.sync_engine

    def statement(_connection: Any, _cursor: Any, text: str, *_more: Any) -> None:
        seen[text.split(None, 1)[0]] += 1

    def begin(connection: Any) -> None:
        seen["transactions"] += 1
        seen["writers"] += connection.get_execution_options().get("writes", False)

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "begin", begin)
    yield seen
    event.remove(engine, "before_cursor_execute", statement)
    event.remove(engine, "begin", begin)


@pytest.mark.parametrize("settings", [QUIET])
async def test_a_turn_is_two_transactions_and_few_statements(shopper: Shopper, gateway: Gateway) -> None:
    await shopper.say("hello")
    with counted(gateway) as seen:
        answer = await shopper.say("how long do refunds take?")
    assert seen["transactions"] == seen["writers"] == 2
    assert seen["SELECT"] <= 4  # conversation and known entry; conversation with entry, and what follows
    assert seen["INSERT"] <= 3  # entry, what the shopper said, what the assistant said
    assert seen["UPDATE"] <= 3  # conversation; conversation and entry
    assert answer["messages"] == (await shopper.history())[-1:]


@pytest.mark.parametrize("settings", [QUIET])
async def test_a_message_that_is_sent_again_writes_nothing(shopper: Shopper, gateway: Gateway) -> None:
    first = await shopper.say("hello")
    with counted(gateway) as seen:
        again = await shopper.post({"id": "m1", "text": "hello"})
    assert again.json() == first
    assert seen["writers"] == 0
    assert seen["transactions"] <= 1
