"""The conversation's slots, changed in one place and given back as events."""

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker


class Memory:
    """Slots to read and write like a mapping; `events()` says what changed."""

    def __init__(self, slots: dict[str, Any]) -> None:
        """Start from the slots as Rasa sent them."""
        self._slots = dict(slots)
        self._before = dict(slots)

    @classmethod
    def of(cls, tracker: Tracker) -> "Memory":
        """The memory of a tracker."""
        return cls(tracker.slots)

    def __getitem__(self, slot: str) -> Any:
        """A slot's value; None for an unset one."""
        return self._slots.get(slot)

    def __setitem__(self, slot: str, value: Any) -> None:
        """Set a slot."""
        self._slots[slot] = value

    def clear(self, *prefixes: str) -> None:
        """Unset every slot whose name starts so."""
        for slot in self._slots:
            if slot.startswith(prefixes):
                self._slots[slot] = None

    def starting(self, *prefixes: str) -> dict[str, Any]:
        """All set slots whose names start so."""
        return {
            slot: value
            for slot, value in self._slots.items()
            if slot.startswith(prefixes) and value is not None
        }

    def events(self) -> list[EventType]:
        """A `SlotSet` for every slot whose value changed, in the order of their names."""
        changed = [slot for slot, value in self._slots.items() if self._before.get(slot) != value]
        return [SlotSet(slot, self._slots[slot]) for slot in sorted(changed)]
