"""Checks that a turn is kept whole and happens once, on the SQLite file that is named; says what holds."""

# ruff: noqa: T201 (what holds is said on standard output)

import asyncio
import sys
from types import SimpleNamespace
from typing import Any

from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from serving import whole_turns
from serving.tracker_store import BoundedSQLTrackerStore

UNREACHABLE = RemoteAction("action_any", EndpointConfig("http://127.0.0.1:1/webhook"))
SENDER = "shopper"


class Processor(SimpleNamespace):
    """As much of Rasa's as a turn needs: says something, may run an action that fails, keeps the turn."""

    save_tracker = MessageProcessor.save_tracker
    turns = 0

    async def turn(self, message: UserMessage) -> None:
        """What Rasa's own `handle_message` does, in short."""
        self.turns += 1
        tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, metadata=message.metadata))
        said = BotUttered(f"answer {self.turns}", {"buttons": [{"title": "Yes", "payload": "/affirm"}]})
        tracker.update(said)
        await message.output_channel.send_response(message.sender_id, said.message())
        if self.fails:
            try:
                await UNREACHABLE.run(message.output_channel, None, tracker, Domain.empty())
            except Exception:
                tracker.update(ActionExecuted("action_any"))
        tracker.update(ActionExecuted("action_listen"))
        await self.save_tracker(tracker)


HANDLE = whole_turns.handled_once(Processor.turn)


async def say(processor: Processor, name: str, attempt: int) -> list[dict[str, Any]]:
    """Send a message as Rasa's REST channel does, which answers whatever was collected."""
    channel = CollectingOutputChannel()
    metadata = {"message": name, "attempt": attempt}
    try:
        await HANDLE(processor, UserMessage("hi", channel, SENDER, metadata=metadata))
    except whole_turns.TurnNotKept as error:
        assert "action_any" in str(error)
    return channel.messages


async def events(processor: Processor) -> int:
    """How many events the conversation has."""
    tracker: DialogueStateTracker | None = await processor.tracker_store.retrieve(SENDER)
    return len(tracker.events) if tracker else 0


async def main(file: str) -> None:
    """All checks."""
    processor = Processor(tracker_store=BoundedSQLTrackerStore(Domain.empty(), db=file), fails=True)
    assert await say(processor, "1", 1) == [] and await events(processor) == 1  # listening
    print("a turn whose action failed says nothing and leaves no trace")
    processor.fails = False
    answer = await say(processor, "1", 2)
    assert answer[0]["text"] == "answer 2" and await events(processor) == 4
    print("it happens when it is sent again")
    assert await say(processor, "1", 3) == answer and await events(processor) == 4 and processor.turns == 2
    print("sent once more it gets the same answer")
    assert await say(processor, "2", 2) != answer and await events(processor) == 7
    print("a message that never came is a turn, whichever attempt it is")


asyncio.run(main(sys.argv[1]))
