"""Too many wrong tries: each lock has words of its own, and none is told to who is known otherwise."""

from typing import Any

import pytest

from actions.cancellations.action_cancellations_finish import ActionCancellationsFinish
from actions.cancellations.validate_cancel_form import ValidateCancelForm
from actions.claims.action_claims_finish import ActionClaimsFinish
from actions.claims.validate_claim_form import ValidateClaimForm
from actions.dialogue.scene_action import SceneAction
from actions.dialogue.task_form import TaskForm
from actions.orders.action_orders_change_address import ActionOrdersChangeAddress
from actions.orders.action_orders_track import ActionOrdersTrack
from actions.orders.validate_address_form import ValidateAddressForm
from actions.orders.validate_track_form import ValidateTrackForm
from actions.services import Services
from tests.actions.making import make_tracker, run_action

Task = tuple[type[TaskForm], type[SceneAction]]
TRACK: Task = (ValidateTrackForm, ActionOrdersTrack)
TASKS: list[Task] = [
    TRACK,
    (ValidateCancelForm, ActionCancellationsFinish),
    (ValidateAddressForm, ActionOrdersChangeAddress),
    (ValidateClaimForm, ActionClaimsFinish),
]
WORDS = {
    "en": {"conversation": "in this chat for", "order": "check it for", "network": "from your network"},
    "es": {"conversation": "en este chat durante", "order": "compruebo durante", "network": "desde su red"},
    "fr": {
        "conversation": "cette conversation pendant",
        "order": "vérifie pas pendant",
        "network": "votre réseau",
    },
}


async def attempt(services: Services, place: int, *, task: Task = TRACK, **changes: Any) -> str:
    """What is said to a number and a contact that are told at once."""
    found = {"order_number": "KM-1001", "email": "x@example.com", **changes.pop("found", {})}
    language = changes.pop("language", "en")
    tracker = make_tracker("1001", "inform", found, message=f"m{place}", language=language)
    about = {"conversation": f"c{place}", "networks": [f"n{place}"], **changes}
    tracker.latest_message["metadata"].update(about)
    slots, messages = await run_action(task[0](services), tracker)
    if slots.get("requested_slot") is None:
        tracker.slots.update(slots)
        _, messages = await run_action(task[1](services), tracker)
    return str(messages[-1])


def kind(said: str, language: str = "en") -> str | None:
    """What the words say is locked; None if they say nothing of the sort."""
    kinds = [name for name, words in WORDS[language].items() if words in said]
    assert len(kinds) <= 1
    return kinds[0] if kinds else None


async def lock(services: Services, what: str) -> dict[str, Any]:
    """Make wrong tries until this is locked; where the next try must come from to meet it."""
    for place in range(5):
        found = {} if what == "order" else {"order_number": f"KM-{place}", "email": f"x{place}@example.com"}
        where = {"conversation": {"conversation": "c"}, "network": {"networks": ["n"]}}.get(what, {})
        await attempt(services, place, found=found, **where)
    if what == "network":
        await attempt(services, 5, found={"order_number": "KM-7"}, conversation="c", networks=["n"])
    return {"conversation": "c", "networks": ["n"]}


@pytest.mark.parametrize("what", ["conversation", "order", "network"])
@pytest.mark.parametrize("language", WORDS)
async def test_a_lock_is_told_in_words_of_its_own_and_a_person_is_offered(
    services: Services, what: str, language: str
) -> None:
    where = await lock(services, what)
    said = await attempt(services, 99, language=language, **where)
    assert kind(said, language) == what
    assert "/talk_to_agent" in said


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task[0].form)
async def test_every_task_tells_which_lock_it_is(services: Services, task: Task) -> None:
    where = await lock(services, "network")
    assert kind(await attempt(services, 99, task=task, **where)) == "network"


async def test_the_time_that_is_told_is_what_is_left(services: Services) -> None:
    where = await lock(services, "order")
    assert "1 minute." in await attempt(services, 98, at="2026-03-10T09:00:00+00:00", **where)
    where = await lock(services, "conversation")
    assert "40 minutes." in await attempt(services, 99, at="2026-03-10T09:20:00+00:00", **where)


@pytest.mark.parametrize("what", ["conversation", "order", "network"])
@pytest.mark.parametrize(
    "identity", [{"email": "a@example.com", "phone": None}, {"email": None, "phone": "+254700000001"}]
)
async def test_no_lock_is_told_to_a_buyer_who_is_known_otherwise(
    services: Services, what: str, identity: dict[str, str | None]
) -> None:
    where = await lock(services, what)
    said = await attempt(services, 99, identity=identity, **where)
    assert kind(said) is None
    assert "KM-1001" in said


@pytest.mark.parametrize("what", ["conversation", "order", "network"])
async def test_a_lock_is_told_to_a_known_shopper_who_asks_for_anothers_order(
    services: Services, what: str
) -> None:
    where = await lock(services, what)
    stranger = {"email": "other@example.com", "phone": None}
    assert kind(await attempt(services, 99, identity=stranger, **where)) == what


async def test_an_existing_order_and_none_are_told_alike_try_by_try(services: Services) -> None:
    said = {}
    for number, first in (("KM-1001", 0), ("KM-9009", 100)):
        found = [{"order_number": number, "email": f"{first + place}@example.com"} for place in range(8)]
        said[number] = [
            await attempt(services, first + place, found=each) for place, each in enumerate(found)
        ]
    assert said["KM-1001"] == said["KM-9009"]
    assert [kind(each) for each in said["KM-1001"]] == [None] * 5 + ["order"] * 3
