"""Replies under way: sentences gathered into one message, with its buttons and its card."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.turn import Turn
from actions.dialogue.wording import Button, Worded, Wording


@dataclass
class Voice:
    """Says things to one shopper in one turn, in their language; what they said is the seed of variation."""

    wording: Wording
    turn: Turn
    dispatcher: CollectingDispatcher
    language: str = "en"

    def word(self, name: str, /, **values: object) -> Worded:
        """Render a response without saying it."""
        return self.wording.render(name, self.language, self.turn.text, **values)

    def text(self, name: str, /, **values: object) -> str:
        """The text of a response without saying it."""
        return self.word(name, **values).text

    def text_if_any(self, name: str, /, **values: object) -> str | None:
        """The text of a response if one of that name exists."""
        return self.text(name, **values) if self.wording.has(name) else None

    def say(self, name: str, /, data: dict[str, Any] | None = None, **values: object) -> Worded:
        """Say one response as a message of its own."""
        worded = self.word(name, **values)
        self.send(worded.text, worded.buttons, data)
        return worded

    def send(self, text: str, buttons: Sequence[Button] = (), data: dict[str, Any] | None = None) -> None:
        """Send one message; `data` is the card that a client may show with it."""
        shown = [{"title": button.title, "payload": button.payload} for button in buttons]
        card = {"json_message": {"data": data}} if data else {}
        self.dispatcher.utter_message(text=text.strip(), buttons=shown or None, **card)

    def hand_off(self, reason: str) -> None:
        """Ask the gateway to bring in a person; `reason` is a code, never text of the shopper."""
        self.dispatcher.utter_message(json_message={"handoff": {"reason": reason}})
