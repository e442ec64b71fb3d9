"""Recorded webhooks: `tests/data/<channel>/<name>.json`."""

import json
from pathlib import Path
from typing import Any

from tests.channels.platforms import Platforms
from tests.channels.simulators.platform import Hook

DATA = Path(__file__).resolve().parents[1] / "data"


def names(channel: str) -> list[str]:
    """The recordings of a channel."""
    return sorted(file.stem for file in (DATA / channel).glob("*.json"))


def recorded(platforms: Platforms, channel: str, name: str) -> Hook:
    """A recording, signed and timed as the simulated platform would send it now."""
    content: Any = json.loads((DATA / channel / f"{name}.json").read_text("utf-8"))
    if channel == "whatsapp":
        now = str(int(platforms.whatsapp.clock()))
        text = json.dumps(content).replace('"TIMESTAMP"', f'"{now}"')
        return platforms.whatsapp.signed(json.loads(text))
    if channel == "telegram":
        text = json.dumps(content).replace('"DATE"', str(int(platforms.telegram.clock())))
        return platforms.telegram.hook({k: v for k, v in json.loads(text).items() if k != "update_id"})
    return platforms.twilio.hook(content)
