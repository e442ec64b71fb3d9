"""What Rasa answers, turned into messages, hand-off and close; anything else is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.errors import RasaRubbish, TurnRefused
from gateway.inbound import cleaned

LONGEST_TEXT = 10_000


@dataclass
class BotMessage:
    """One message for the shopper; `data` is the card a client shows with it."""

    text: str = ""
    buttons: list[dict[str, Any]] = field(default_factory=list)
    data: dict[str, Any] | None = None


@dataclass
class BotTurn:
    """All that one turn of the assistant said and asked of the gateway.

    `refused` is why there was none, where the gateway speaks instead.
    """

    messages: list[BotMessage] = field(default_factory=list)
    handoff: dict[str, Any] | None = None
    close: bool = False
    intent: str | None = None
    refused: str | None = None


def turn_of(answer: object) -> BotTurn:
    """The turn in Rasa's REST answer: TurnRefused when it is empty, RasaRubbish when it is none."""
    if not isinstance(answer, list) or not all(isinstance(entry, dict) for entry in answer):
        raise RasaRubbish("not a list of messages")
    turn = BotTurn()
    for entry in answer:
        _add(turn, entry)
    return _spoken(turn)


def _spoken(turn: BotTurn) -> BotTurn:
    turn.messages = [each for each in turn.messages if each.text or each.buttons or each.data]
    if not turn.messages and turn.handoff is None and not turn.close:
        raise TurnRefused("silent")
    return turn


def _add(turn: BotTurn, entry: Mapping[str, Any]) -> None:
    custom, spoken = entry.get("custom"), entry.get("text") or entry.get("buttons")
    if spoken:
        turn.messages.append(
            BotMessage(text=_text(entry.get("text")), buttons=_buttons(entry.get("buttons")))
        )
    if isinstance(custom, Mapping):
        _add_custom(turn, custom)


def _add_custom(turn: BotTurn, custom: Mapping[str, Any]) -> None:
    data = custom.get("data")
    if isinstance(data, dict):
        if not turn.messages or turn.messages[-1].data is not None:
            turn.messages.append(BotMessage())
        turn.messages[-1].data = data
    if custom.get("handoff") is not None:
        turn.handoff = dict(custom["handoff"]) if isinstance(custom["handoff"], Mapping) else {}
    turn.close = turn.close or bool(custom.get("close"))


def _text(value: object) -> str:
    return cleaned(value)[:LONGEST_TEXT] if isinstance(value, str) else ""


def _buttons(value: object) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return []
    return [
        {"title": str(each["title"]), "payload": str(each["payload"])}
        for each in value
        if isinstance(each, Mapping) and "title" in each and "payload" in each
    ]
