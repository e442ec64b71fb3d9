"""What a conversation's past comes to: a few events that leave a tracker as all of them would."""

from collections.abc import Iterable

from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    ConversationPaused,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker

SEEN_BY_RULES = (UserUttered, ActionExecuted, ActionExecutionRejected, ActiveLoop)


def ends_listening(events: list[Event]) -> bool:
    """Whether the last of these events is that of listening, the only place where a past may end."""
    last = events[-1] if events else None
    return isinstance(last, ActionExecuted) and last.action_name == ACTION_LISTEN_NAME


def summed_up(sender: str, past: list[Event], slots: Iterable[Slot]) -> list[Event]:
    """The events that stand for `past`, which ends listening: all slots, then the last turn as rules see it.

    The turns of a form that goes well are one turn to Rasa's rules: the one that started the form.
    """
    tracker = DialogueStateTracker.from_events(sender, past, slots)
    initial = {slot.name: slot.initial_value for slot in slots}
    at = past[-1].timestamp
    changed = {name: slot.value for name, slot in tracker.slots.items() if slot.value != initial[name]}
    summary: list[Event] = [SlotSet(name, value, at) for name, value in sorted(changed.items())]
    if tracker.is_paused():
        summary.append(ConversationPaused(at))
    last = [event for event in _last_turn(tracker.applied_events()) if isinstance(event, SEEN_BY_RULES)]
    running = tracker.active_loop
    if running and running.name and not any(isinstance(event, ActiveLoop) for event in last):
        summary.append(ActiveLoop(running.name, at))
    summary += last
    if running and running.is_interrupted:
        summary.append(LoopInterrupted(True, at))
    return summary


def _last_turn(applied: list[Event]) -> list[Event]:
    """From the listening before the last message on; everything where no message is left."""
    messages = [at for at, event in enumerate(applied) if isinstance(event, UserUttered)]
    return applied[max(messages[-1] - 1, 0) :] if messages else applied
