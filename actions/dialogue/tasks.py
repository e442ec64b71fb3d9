"""Which intent starts which task, and what happens between tasks: waiting ones, queued ones."""

from typing import Any

from rasa_sdk.events import EventType, FollowupAction

from actions.dialogue.memory import Memory
from actions.dialogue.reply import Voice
from actions.dialogue.turn import Turn

FORM_OF = {
    "track_order": "track_form",
    "missing_package": "claim_form",
    "cancel_order": "cancel_form",
    "return_item": "claim_form",
    "exchange_item": "claim_form",
    "report_problem": "claim_form",
    "refund_status": "refund_form",
    "case_status": "case_form",
    "change_address": "address_form",
    "change_order": "change_form",
    "request_invoice": "invoice_form",
}
KEPT_BY_TASK = {
    "claim_form": ("claims__", "identity__order"),
    "address_form": ("orders__", "identity__order"),
    "check_form": ("orders__question", "identity__order"),
}
CHECK = "check_form"  # no intent of its own: other tasks and questions lead to it
MOST_PAUSED = 3


def begin(memory: Memory, form: str) -> bool:
    """Note that `form` runs now; a task it interrupts is put aside. True if it was not running before."""
    running = memory["session__task"]
    if running == form:
        return False
    if running:
        _pause(memory, running)
    memory["session__task"] = form
    memory["session__asks"] = memory["session__options"] = memory["session__outcome"] = None
    memory["session__confirmed"] = None
    memory["session__failures"] = 0
    return True


def finish(memory: Memory, voice: Voice, *features: str) -> list[EventType]:
    """End the running task, forget its slots, and go on with what was queued or put aside."""
    memory.clear(*features)
    end(memory)
    queue = list(memory["session__queue"] or [])
    if queue:
        memory["session__pending"], memory["session__queue"] = queue[0], queue[1:] or None
        voice.say("utter_next_request")
        return [*memory.events(), FollowupAction(FORM_OF[queue[0]["intent"]["name"]])]
    paused = list(memory["session__paused"] or [])
    if paused:
        task = paused.pop()
        memory["session__paused"] = paused or None
        for slot, value in task["slots"].items():
            memory[slot] = value
        voice.say("utter_back_to")
        return [*memory.events(), FollowupAction(task["form"])]
    return memory.events()


def switch(memory: Memory, form: str) -> list[EventType]:
    """Leave the running task to another form, which takes over what is known."""
    end(memory)
    return [*memory.events(), FollowupAction(form)]


def hand_over(memory: Memory, turn: Turn, intent: str) -> list[EventType]:
    """Have the message heard once more, by the task it is really about."""
    memory["session__pending"] = as_message(turn, intent)
    return [*memory.events(), FollowupAction(FORM_OF[intent])]


def begin_claim(memory: Memory) -> list[EventType]:
    """Leave the running task for the claim that its first message turned out to be."""
    message = memory["session__claim"]
    end(memory)
    memory["session__pending"] = message
    return [*memory.events(), FollowupAction(FORM_OF[message["intent"]["name"]])]


def as_message(turn: Turn, intent: str) -> dict[str, Any]:
    """What was said, to be heard later as this intent."""
    return {
        "text": turn.text,
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [dict(entity) for entity in turn.heard],
    }


def closing(memory: Memory, voice: Voice) -> str:
    """The last words of a task: what else there is to do, unless something waits already."""
    return "" if memory["session__queue"] or memory["session__paused"] else voice.text("utter_what_next")


def end(memory: Memory) -> None:
    """Forget which task runs and what it was asking."""
    memory["session__task"] = memory["session__asks"] = memory["session__options"] = None
    memory["session__confirmed"] = memory["session__outcome"] = memory["session__claim"] = None
    memory["session__failures"] = 0


def drop_all(memory: Memory) -> None:
    """Forget every task, put aside ones included; who the shopper is stays known."""
    memory.clear("claims__", "orders__")
    memory["session__paused"] = memory["session__queue"] = memory["session__pending"] = None
    memory["session__offer"] = None
    end(memory)


def _pause(memory: Memory, form: str) -> None:
    kept: dict[str, Any] = memory.starting(*KEPT_BY_TASK.get(form, ("identity__order",)))
    waiting = [task for task in memory["session__paused"] or [] if task["form"] != form]
    memory["session__paused"] = [*waiting, {"form": form, "slots": kept}][-MOST_PAUSED:]
