"""All scripts played on one stack, several at a time, and what came of each."""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from gateway.access_settings import DEVELOPMENT_SECRET
from tests.conversations import orders
from tests.conversations.script import play
from tests.conversations.shopper import Shopper
from tests.conversations.stack import Stack

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)  # a Tuesday; the same in every run
AT_ONCE = 4
QUIET = timedelta(hours=26)
TOKEN_HOURS = 6


@dataclass
class Played:
    """One script's conversation: all the shopper was told, and what went wrong, if anything did."""

    script: dict[str, Any]
    numbers: dict[str, str]
    shopper: Shopper | None = None
    turns: Iterator[None] = field(default_factory=lambda: iter(()))
    heard: list[Any] = field(default_factory=list)
    failure: BaseException | None = None


def play_all(stack: Stack, scripts: Sequence[dict[str, Any]]) -> dict[str, Played]:
    """Play every script to its end, and check cases and orders afterwards; results by script id."""
    copied, numbers = orders.copies(list(scripts), NOW)
    file = stack.folder / "orders.json"
    orders.write(copied, file)
    stack.shop("import", str(file))
    played = [Played(script, numbers.get(script["id"], {})) for script in scripts]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        paused = list(pool.map(_begin, [stack.url] * len(played), played, range(len(played))))
        waiting = [each for each, is_paused in zip(played, paused, strict=True) if is_paused]
        if waiting:
            stack.restart(QUIET)
            list(pool.map(_go_on, waiting))
    _check_records(stack, played)
    return {each.script["id"]: each for each in played}


def _begin(url: str, each: Played, place: int) -> bool:
    """Open the conversation and play up to a restart; whether there is one."""
    token = _token(each.script) if each.script.get("known") else None
    try:
        each.shopper = Shopper(url, each.script["store"], f"10.{place // 250}.{place % 250}.1", NOW, token)
    except Exception as error:  # told by the script's own test
        each.failure = error
        return False
    each.turns = play(each.script, each.shopper, each.numbers)
    return _go_on(each)


def _go_on(each: Played) -> bool:
    """Play up to the next restart or the end; whether it was a restart."""
    assert each.shopper is not None
    try:
        next(each.turns)
    except StopIteration:
        pass
    except Exception as error:  # told by the script's own test
        each.failure = error
    else:
        return True
    finally:
        each.heard = each.shopper.heard
    each.shopper.close()
    return False


def _token(script: dict[str, Any]) -> str:
    until = datetime.now(UTC) + timedelta(hours=TOKEN_HOURS)
    claims = {"store": script["store"], "email": orders.email_of(script), "exp": until}
    return jwt.encode(claims, DEVELOPMENT_SECRET, algorithm="HS256")


def _check_records(stack: Stack, played: Sequence[Played]) -> None:
    """Compare what the shop's records say with what the scripts expect of them."""
    cases = json.loads(stack.shop("cases", "--json"))
    status = {(o["store"], o["number"]): o["status"] for o in json.loads(stack.shop("export"))["orders"]}
    for each in played:
        try:
            _check_cases(each, cases)
            for number, expected in each.script.get("status", {}).items():
                found = status[each.script["store"], each.numbers[number]]
                assert found == expected, f"{number} is {found}, not {expected}"
        except AssertionError as error:
            each.failure = each.failure or error


def _check_cases(each: Played, cases: Sequence[dict[str, Any]]) -> None:
    if "cases" not in each.script:
        return
    for number, copy in each.numbers.items():
        expected = [case for case in each.script["cases"] if case["order"] == number]
        found = [case for case in cases if (case["store"], case["order"]) == (each.script["store"], copy)]
        assert len(found) == len(expected), f"{number}: {found}"
        for case, wanted in zip(found, expected, strict=True):
            shown = {**case, "order": number, "evidence": [piece["kind"] for piece in case["evidence"]]}
            found_of = {key: shown[key] for key in wanted}
            assert found_of == wanted, f"a case is {found_of}, not {wanted}"
