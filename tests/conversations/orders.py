"""Copies of the demo orders, so that every conversation has orders of its own."""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from shop.demo.loading import FOLDER, _resolve

FEWEST, SPREAD = 100_000, 900_000


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
            if script.get("known"):
                copy["customer"] = {**copy["customer"], "email": email_of(script), "phone": None}
            copy["number"] = re.sub(r"\d+", _digits(f"{script['id']} {number}"), number, count=1)
            numbers.setdefault(script["id"], {})[number] = copy["number"]
            orders.append(_resolve(copy, now.replace(second=0, microsecond=0)))
    if len({(order["store"], order["number"]) for order in orders}) < len(orders):
        raise ValueError("two copies got the same number: rename one of their scripts")
    return orders, numbers


def _digits(name: str) -> str:
    """Six digits that stay the same whatever other scripts there are."""
    return str(FEWEST + int(hashlib.sha256(name.encode()).hexdigest(), 16) % SPREAD)


def email_of(script: dict[str, Any]) -> str:
    """The address of a script's known shopper."""
    return hashlib.sha256(script["id"].encode()).hexdigest()[:12] + "@example.com"


def write(orders: list[Any], file: Path) -> None:
    """As `shop import` reads them."""
    file.write_text(json.dumps({"orders": orders}), "utf-8")
