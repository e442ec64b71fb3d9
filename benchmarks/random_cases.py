"""100,000 random cases, sound and broken: every one gives a decision or a documented error.

python benchmarks/random_cases.py [--count 100000] [--seed 1]
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from policy_kb import Library, PolicyError
from policy_kb.facts import FIELDS
from policy_kb.readers import SHAPES
from policy_kb.vocabulary import REQUESTS

JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    3.5,
    "",
    "x",
    "-5",
    [],
    {},
    ["x"],
    {"x": 1},
    "2026-02-30",
    "9" * 40,
    "NaN",
    10**30,
]
START = datetime(2024, 1, 1, tzinfo=UTC)
MONEY = ["0.00", "0.01", "9.99", "19.995", "1500.00", "4.985"]
CATEGORIES = ["recharge", "underwear", "cosmetics", "gas_stoves", "phones", "speakers", "lamps"]


def random_case(draw: random.Random, stores: list[str]) -> dict[str, Any]:
    """A case with every field drawn by its shape; one in four has something broken."""
    moments = sorted(START + timedelta(minutes=draw.randrange(1_200_000)) for _ in range(5))
    names = ("placed_at", "processed_at", "shipped_at", "delivered_at")
    case: dict[str, Any] = {
        "store": draw.choice(stores),
        "as_of": (moments[4] + timedelta(hours=draw.choice([0, 1, 24, 200, 2000]))).isoformat(),
        "request": draw.choice([*REQUESTS, None]),
    }
    for section, keys in FIELDS.items():
        inner = case
        for part in section.split("."):
            inner = inner.setdefault(part, {})
        for key, (_, reader) in keys.items():
            inner[key] = None if draw.random() < 0.25 else _value(draw, key, SHAPES[reader])
    case["order"].update(
        {name: moments[index].isoformat() for index, name in enumerate(names) if draw.random() < 0.7}
    )
    for name in names:
        if not isinstance(case["order"].get(name), str) or case["order"][name] not in {
            m.isoformat() for m in moments
        }:
            case["order"][name] = None
    if draw.random() < 0.8 and case["order"]["status"] in ("pending", "processed", "shipped"):
        case["order"]["delivered_at"] = None
        case["order"]["shipped_at"] = None
    case["claim"]["reported_at"] = draw.choice([None, moments[4].isoformat()])
    if draw.random() < 0.25:
        _break(draw, case)
    return case


def _value(draw: random.Random, key: str, shape: dict[str, Any]) -> Any:  # noqa: PLR0911 - one a shape
    if "enum" in shape:
        return draw.choice(shape["enum"])
    kind = shape.get("type")
    if kind == "array":
        words = shape["items"].get("enum", ["promo", "personalised", "final_sale", "electronics", "expired"])
        return draw.sample(words, draw.randrange(0, min(4, len(words))))
    if kind == "boolean":
        return draw.random() < 0.5
    if kind == "integer":
        return draw.randrange(1, 4)
    if "anyOf" in shape or shape.get("format"):
        moment = START + timedelta(minutes=draw.randrange(1_200_000))
        return (
            moment.isoformat() if draw.random() < 0.7 or "anyOf" not in shape else moment.date().isoformat()
        )
    if key == "category":
        return draw.choice(CATEGORIES)
    return {"currency": "USD", "country": "KE"}.get(key) or draw.choice(MONEY)


def _break(draw: random.Random, case: dict[str, Any]) -> None:
    inner: Any = case
    while True:
        key = draw.choice([*inner, "extra"])
        if not isinstance(inner.get(key), dict) or not inner[key] or draw.random() < 0.3:
            inner[key] = draw.choice(JUNK)
            return
        inner = inner[key]


def main() -> None:
    """Decide them all and count what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw, library = random.Random(options.seed), Library.load()  # noqa: S311 - no secrets here
    outcomes: Counter[str] = Counter()
    slowest, start = 0.0, time.perf_counter()
    for _ in range(options.count):
        case = random_case(draw, library.stores())
        before = time.perf_counter()
        try:
            decision = library.decide(case)
            json.loads(decision.to_json())
            library.explain(decision, case)
            outcomes[decision.record["outcome"]] += 1
        except PolicyError as error:
            outcomes[type(error).__name__] += 1
        slowest = max(slowest, time.perf_counter() - before)
    took = time.perf_counter() - start
    print(f"{options.count} cases in {took:.0f} s, slowest {slowest * 1000:.0f} ms: {dict(outcomes)}")


if __name__ == "__main__":
    main()
