"""A turn happens whole or not at all, and once: what Rasa 3.6.21 leaves half done, or does again.

When an action fails, Rasa goes on without it, keeps the turn and sends what other actions said. Here such a
turn is not kept and nothing is said: the message can be sent again to a conversation that never saw it.
A message whose `metadata` calls it an `attempt` after the first is looked for before: an answer that was lost
on the way is given again from the conversation. The shopper's messages are told apart by `metadata.message`.
"""

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, Optional

from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError  # not aiohttp's of the same name

from serving.outages import is_outage

Handle = Callable[[MessageProcessor, UserMessage], Awaitable[Optional[list[dict[str, Any]]]]]

WOULD_FAIL_AGAIN = 500


class TurnNotKept(Exception):  # noqa: N818 (named as what happened)
    """An action failed, so the conversation stays as it was before the message."""

    def __init__(self, action: str, for_good: bool) -> None:
        """`for_good`: it would fail again, since it can't deal with what it was given."""
        super().__init__(f"{action} failed")
        self.for_good = for_good


_failed: ContextVar[Optional[TurnNotKept]] = ContextVar("failed", default=None)


def noting_failure(run: Any) -> Any:
    """An action that fails is noted: its turn is not to be kept."""

    async def run_and_note(action: RemoteAction, *args: Any, **kwargs: Any) -> list[Event]:
        try:
            events: list[Event] = await run(action, *args, **kwargs)
        except ActionExecutionRejection:  # a form that leaves the message to others
            raise
        except Exception as error:
            _failed.set(TurnNotKept(action.name(), _would_fail_again(error)))
            raise
        return events

    return run_and_note


def _would_fail_again(error: Exception) -> bool:
    """Whether the action server said so, or answered what no action may; see `actions/failures.py`."""
    if isinstance(error.__cause__, ClientResponseError):
        return bool(error.__cause__.status == WOULD_FAIL_AGAIN)
    return not isinstance(error, RasaException) and not is_outage(error)  # Rasa's own: nobody was there


def saved_if_whole(save: Any) -> Any:
    """TurnNotKept instead, where an action failed."""

    async def save_tracker(processor: MessageProcessor, tracker: DialogueStateTracker) -> None:
        failed = _failed.get()
        if failed is not None:
            raise failed
        await save(processor, tracker)

    return save_tracker


def handled_once(handle: Handle) -> Handle:
    """A message that was answered gets that answer; one that fails gets none."""

    async def handle_message(
        processor: MessageProcessor, message: UserMessage
    ) -> Optional[list[dict[str, Any]]]:
        _failed.set(None)
        said = await _said_before(processor, message)
        if said is not None:
            for event in said:
                await message.output_channel.send_response(message.sender_id, event.message())
            return None
        try:
            return await handle(processor, message)
        except Exception:
            if isinstance(message.output_channel, CollectingOutputChannel):
                message.output_channel.messages.clear()
            raise

    return handle_message


async def _said_before(processor: MessageProcessor, message: UserMessage) -> Optional[list[BotUttered]]:
    """What was answered to this very message; None for one that the conversation doesn't hold."""
    metadata = message.metadata or {}
    if metadata.get("attempt", 1) <= 1 or metadata.get("message") is None:
        return None
    tracker = await processor.tracker_store.retrieve(message.sender_id)
    events = list(tracker.events) if tracker else []
    for at in range(len(events) - 1, -1, -1):
        event = events[at]
        if isinstance(event, UserUttered) and event.metadata.get("message") == metadata["message"]:
            return _answer(events[at + 1 :])
    return None


def _answer(following: list[Event]) -> list[BotUttered]:
    said = []
    for event in following:
        if isinstance(event, UserUttered):
            break
        if isinstance(event, BotUttered):
            said.append(event)
    return said
