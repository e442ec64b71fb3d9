"""Copies of the demo orders, so that every conversation has orders of its own."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from shop.demo.loading import FOLDER, _resolve

FIRST_COPY = 50_000


def originals() -> list[dict[str, Any]]:
    """The demo orders as their files have them, times relative."""
    files = sorted(FOLDER.glob("*.yaml"))
    return [order for file in files for order in yaml.safe_load(file.read_text("utf-8"))["orders"]]


def copies(scripts: list[dict[str, Any]], now: datetime) -> tuple[list[Any], dict[str, dict[str, str]]]:
    """The orders all scripts need, and for each script the copies' numbers by the originals'."""
    known = {(order["store"], order["number"]): order for order in originals()}
    orders: list[Any] = []
    numbers: dict[str, dict[str, str]] = {}
    for script in scripts:
        for number in script.get("orders", []):
            copy = json.loads(json.dumps(known[script["store"], number]))
            copy.update(script.get("set", {}).get(number, {}))
            copy["number"] = re.sub(r"\d+", str(FIRST_COPY + len(orders)), number, count=1)
            numbers.setdefault(script["id"], {})[number] = copy["number"]
            orders.append(_resolve(copy, now.replace(second=0, microsecond=0)))
    return orders, numbers


def write(orders: list[Any], file: Path) -> None:
    """As `shop import` reads them."""
    file.write_text(json.dumps({"orders": orders}), "utf-8")
