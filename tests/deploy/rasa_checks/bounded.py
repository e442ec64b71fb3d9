"""Random conversations kept by our tracker store and by Rasa's own: what a turn works with is the same.

Arguments: a folder for the two SQLite files, how many conversations, how many turns each. Says what holds.
"""

# ruff: noqa: T201 (what holds is said on standard output)
# ruff: noqa: S311 (random conversations, the same every time)

import asyncio
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from serving.tracker_store import KEPT_MESSAGES, MOST_MESSAGES, BoundedSQLTrackerStore

FORMS = ("track_form", "claim_form")
SLOTS = ("order", "reason", "language")
DOMAIN = Domain.from_dict(
    {
        "intents": ["inform", "faq"],
        "actions": ["action_answer"],
        "forms": {form: {"required_slots": []} for form in FORMS},
        "slots": {slot: {"type": "any", "mappings": [{"type": "custom"}]} for slot in SLOTS},
    }
)
EVENTS_A_TURN = 12


def listen() -> Event:
    """The assistant waits for the shopper."""
    return ActionExecuted(ACTION_LISTEN_NAME)


def session_start() -> list[Event]:
    """What Rasa begins a session with."""
    return [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted(), listen()]


def turn(draw: random.Random, tracker: DialogueStateTracker, number: int) -> Iterator[Event]:
    """The events of one turn as Rasa makes them: a form starts, goes on, is digressed from or ends."""
    if draw.random() < 0.03:
        yield from session_start()
    intent = draw.choice(["inform", "faq"])
    takes_back = draw.random() < 0.1 and not (tracker.active_loop and tracker.active_loop.name)
    yield UserUttered(f"message {number}", {"name": intent, "confidence": 1.0})
    running = tracker.active_loop.name if tracker.active_loop else None
    if running and intent == "faq":
        yield ActionExecutionRejected(running)
        if draw.random() < 0.5:
            yield LoopInterrupted(True)
        yield ActionExecuted("action_answer")
        yield BotUttered(f"answer {number}")
        if draw.random() < 0.7:
            yield ActionExecuted(running)
            yield BotUttered("as I asked")
    elif not takes_back and (running or intent == "inform"):
        form = running or draw.choice(FORMS)
        yield ActionExecuted(form)
        if not running:
            yield ActiveLoop(form)
        elif draw.random() < 0.3:
            yield LoopInterrupted(False)
        yield SlotSet(draw.choice(SLOTS), draw.choice([None, number, {"of": [number]}]))
        yield BotUttered(f"question {number}")
        if running and draw.random() < 0.4:
            yield ActiveLoop(None)
            yield SlotSet("order", None)
    else:
        yield ActionExecuted("action_answer")
        yield BotUttered(f"answer {number}")
    if draw.random() < 0.02:
        yield Restarted()
    if takes_back:
        yield UserUtteranceReverted()  # outside forms; within one Rasa takes back the form's first message
    yield listen()


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    """All that a turn works with: what actions are sent but for the older events, and what rules see."""
    shown = tracker.current_state()
    if shown["active_loop"]:
        shown["active_loop"].pop(
            "trigger_message"
        )  # what a form was started with matters to its first turn only
    shown["past"] = [repr(each) for each in tracker.past_states(DOMAIN)[-2:]]
    return shown


def timeless(event: Event) -> dict[str, Any]:
    """An event as it is kept, but for when it was made and the names that a session gets at random."""
    return {key: value for key, value in event.as_dict().items() if key not in ("timestamp", "message_id")}


async def converse(draw: random.Random, turns: int, ours: SQLTrackerStore, theirs: SQLTrackerStore) -> None:
    """One conversation in both stores; fails where they differ."""
    sender = f"shopper {draw.random()}"
    for number in range(turns):
        states, read, seed = [], [], draw.random()
        for store in (ours, theirs):
            tracker = await store.retrieve(sender)
            if tracker is None:
                tracker = DialogueStateTracker.from_events(sender, session_start(), DOMAIN.slots)
            read.append(len(tracker.events))
            for event in turn(random.Random(seed), tracker, number):
                tracker.update(event)
            await store.save(tracker)
            again = await store.retrieve(sender)
            assert again is not None
            states.append({**state(again), "latest_event_time": None})
        assert states[0] == states[1], f"turn {number}:\n{states[0]}\n{states[1]}"
        assert read[0] <= (MOST_MESSAGES + 1) * EVENTS_A_TURN, f"turn {number} read {read[0]} events"
    whole = [await store.retrieve_full_tracker(sender) for store in (ours, theirs)]
    histories = [[timeless(event) for event in tracker.events] for tracker in whole if tracker is not None]
    assert len(histories[0]) > turns and histories[0] == histories[1], "the history is not whole"


async def main(folder: Path, conversations: int, turns: int) -> None:
    """All checks."""
    assert KEPT_MESSAGES < MOST_MESSAGES
    ours = BoundedSQLTrackerStore(DOMAIN, db=str(folder / "ours.db"))
    theirs = SQLTrackerStore(DOMAIN, db=str(folder / "theirs.db"))
    draw = random.Random(7)
    for _ in range(conversations):
        await converse(draw, turns, ours, theirs)
    print("a turn works with the same, and reads a bounded number of events")


asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
